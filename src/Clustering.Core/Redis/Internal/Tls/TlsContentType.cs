using System.Diagnostics.CodeAnalysis;
using System.Text;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>A file by its path, with <c>file:</c> before it or not, or its content: as PEM where that is possible, or after <c>base64:</c>.</summary>
internal sealed class TlsContentType : SettingType<TlsContent>
{
    private const string Classpath = "classpath:";
    private const string Base64 = "base64:";
    private const string FilePrefix = "file:";

    private readonly bool _isPem;
    private readonly bool _isSecret;

    private TlsContentType(string name, bool isPem, bool isSecret)
        : base(name)
    {
        _isPem = isPem;
        _isSecret = isSecret;
    }

    public static TlsContentType Certificates { get; } = new("PEM or location", isPem: true, isSecret: false);

    public static TlsContentType Key { get; } = new("PEM or location, secret", isPem: true, isSecret: true);

    public static TlsContentType Store { get; } = new("location", isPem: false, isSecret: false);

    public override string Allowed => _isPem
        ? "the path of a file, the PEM text itself, or base64: and what would be in the file"
        : "the path of a file, or base64: and what would be in it";

    public override bool IsSecret => _isSecret;

    /// <summary>Shows a path, and of a content no more than its kind. A key without its frame must not be taken for a path.</summary>
    public override string Mask(string text)
    {
        var trimmed = text.Trim();
        return IsPem(trimmed) ? "(PEM)"
            : Starts(trimmed, Base64) ? "base64:***"
            : _isSecret && !IsSurelyAPath(trimmed) ? "***"
            : trimmed.Length <= 200 ? trimmed : trimmed[..200] + "...";
    }

    protected override string Show(TlsContent value) => value.ToString();

    protected override bool TryParse(
        string text, [NotNullWhen(true)] out TlsContent? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = null;
        complaint = null;
        text = text.Trim();
        if (text.Length == 0)
        {
            complaint = new("It is blank.");
        }
        else if (IsPem(text))
        {
            value = new(null, Encoding.UTF8.GetBytes(text));
            complaint = _isPem ? null : new("It is PEM text.", "Use the settings of spring.ssl.bundle.pem for PEM.");
        }
        else if (Starts(text, Base64))
        {
            var bytes = new byte[text.Length];
            value = Convert.TryFromBase64String(text[Base64.Length..].Trim(), bytes, out var written) ? new(null, bytes[..written]) : null;
            complaint = value is null ? new("What follows base64: is not base64.") : null;
        }
        else if (Starts(text, Classpath) || Starts(text, "classpath*:"))
        {
            complaint = new("There is no class path in .NET.", "Put the file beside the app, and write its path.");
        }
        else if (Starts(text, FilePrefix))
        {
            value = new(ToPath(text[FilePrefix.Length..]), null);
        }
        else if (Scheme(text) is { } scheme)
        {
            complaint = new($"'{scheme}:' is not supported: certificates are read from files.");
        }
        else
        {
            value = new(text, null);
        }

        return complaint is null;
    }

    private static bool IsPem(string text) => text.Contains("-----BEGIN ", StringComparison.Ordinal);

    private static bool Starts(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    // Two letters at least: C: is a drive.
    private static string? Scheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && text[..colon].All(char.IsAsciiLetterOrDigit) ? text[..colon] : null;
    }

    // file:/a, file:///a and file:a, as Java reads them; percent-encoded, because they are addresses.
    private static string ToPath(string address)
    {
        var path = Uri.UnescapeDataString(address.StartsWith("//", StringComparison.Ordinal) ? address[2..] : address);
        return path is ['/', _, ':', ..] ? path[1..] : path;
    }

    // It has a character that base64 does not have, or is too short for a key.
    private static bool IsSurelyAPath(string text) =>
        text.Length < 40 || (text.Length <= 260 && text.Any(character =>
            !char.IsAsciiLetterOrDigit(character) && !char.IsWhiteSpace(character) && character is not ('+' or '/' or '=')));
}
