using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary><c>redis[s]://[[user]:password@]host[:port][/database]</c>, as Spring reads it; user and password percent-encoded.</summary>
internal sealed class RedisUrlType() : SettingType<RedisUrl>("url")
{
    public const int DefaultPort = 6379;

    private const string Shape = "redis://user:password@host:port/database, or rediss:// for TLS; all but the host may be left out";

    public override string Allowed => Shape;

    /// <summary>Hides whatever may be a password: all before the last <c>@</c>, or all of it where no host can be made out.</summary>
    public override string Mask(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + 3;
        var at = text.LastIndexOf('@');
        if (at >= start)
        {
            return text[..start] + "***" + text[at..];
        }

        var address = text[start..].Split('/')[0].TrimEnd();
        return HostAndPort.TryParse(address, DefaultPort, out _, out _) ? text : text[..start] + "***";
    }

    protected override bool TryParse(
        string text, [NotNullWhen(true)] out RedisUrl? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = null;
        var url = text.Trim();
        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
        {
            complaint = new("It has no scheme.");
            return false;
        }

        var scheme = url[..end].ToLowerInvariant();
        if (scheme is not ("redis" or "rediss"))
        {
            complaint = new(
                $"The scheme '{scheme}' is not supported.",
                scheme.Contains("sentinel", StringComparison.Ordinal)
                    ? "Set spring.data.redis.sentinel.master and spring.data.redis.sentinel.nodes instead."
                    : $"Write {Shape}.");
            return false;
        }

        return TryParse(scheme == "rediss", url[(end + 3)..], out value, out complaint);
    }

    private static bool TryParse(
        bool ssl, string rest, [NotNullWhen(true)] out RedisUrl? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = null;
        if (rest.IndexOfAny(['?', '#']) >= 0)
        {
            complaint = new("Parameters after '?' or '#' are not read.", "Use the settings of that name. In a password, write %3F for ? and %23 for #.");
            return false;
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.LastIndexOf('@');
        if (slash >= 0 && rest.LastIndexOf('@') > slash)
        {
            complaint = new("There is a '/' before the '@'.", "In a user name or a password, write %2F for /.");
            return false;
        }

        if (!HostAndPort.TryParse(authority[(at + 1)..], DefaultPort, out var address, out complaint))
        {
            // Without an '@' it may be a password that lost its host; it is not repeated then.
            complaint = at < 0 ? new("It names no host that can be used.") : complaint;
            return false;
        }

        if (!TryReadDatabase(slash < 0 ? "" : rest[(slash + 1)..], out var database, out complaint))
        {
            return false;
        }

        var (username, password) = Credentials(at < 0 ? "" : authority[..at]);
        value = new(ssl, address.Host, address.Port, username, password, database);
        return true;
    }

    // Without a colon it is the password alone.
    private static (string? Username, string? Password) Credentials(string userInfo)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return (Decoded(colon < 0 ? "" : userInfo[..colon]), Decoded(userInfo[(colon + 1)..]));
    }

    private static string? Decoded(string text) => text.Length == 0 ? null : Uri.UnescapeDataString(text);

    private static bool TryReadDatabase(string path, out int? database, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        database = null;
        complaint = null;
        if (path.Length == 0)
        {
            return true;
        }

        if (!int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            complaint = new($"'/{path}' is not the number of a database.", "After the port, write nothing or a number such as /0.");
            return false;
        }

        database = number;
        return true;
    }
}
