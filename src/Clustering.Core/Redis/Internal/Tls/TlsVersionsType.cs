using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Versions of TLS by their names in Java: several of them, or the newest there may be.</summary>
internal sealed class TlsVersionsType : SettingType<SslProtocols>
{
    private const SslProtocols Both = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly bool _isList;

    private TlsVersionsType(bool isList)
        : base(isList ? "list of `TLSv1.2`, `TLSv1.3`" : "one of `TLS`, `TLSv1.2`, `TLSv1.3`") => _isList = isList;

    /// <summary>Gets the type of <c>protocol</c>. As in Java, <c>TLSv1.3</c> does not keep 1.2 out, and <c>TLS</c> says nothing.</summary>
    public static TlsVersionsType Newest { get; } = new(isList: false);

    public static TlsVersionsType Enabled { get; } = new(isList: true);

    public override string Allowed => _isList ? "TLSv1.2, TLSv1.3, or both separated by a comma" : "TLS, TLSv1.2 or TLSv1.3";

    public override bool IsList => _isList;

    protected override string Show(SslProtocols value) => value switch
    {
        SslProtocols.None => "TLS",
        SslProtocols.Tls12 => "TLSv1.2",
        Both when _isList => "TLSv1.2,TLSv1.3",
        _ => "TLSv1.3",
    };

    protected override bool TryParse(string text, out SslProtocols value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = SslProtocols.None;
        complaint = null;
        foreach (var name in _isList ? text.Split(',', StringSplitOptions.TrimEntries) : [text.Trim()])
        {
            switch (name.ToUpperInvariant())
            {
                case "TLSV1.3":
                    value |= _isList ? SslProtocols.Tls13 : Both;
                    break;

                case "TLSV1.2":
                    value |= SslProtocols.Tls12;
                    break;

                case "TLS" when !_isList:
                    break;

                case "SSL" or "SSLV2" or "SSLV3" or "TLSV1" or "TLSV1.1":
                    complaint = new($"'{name}' is no longer safe, and not supported.");
                    return false;

                default:
                    complaint = new(name.Length == 0 ? "One of the names is empty." : $"'{name}' is not a version of TLS.");
                    return false;
            }
        }

        return true;
    }
}
