using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>The formats of Java alone: recognised, to say what to do.</summary>
internal static class JavaStore
{
    public static SettingComplaint? Complaint(byte[] content) => content switch
    {
        [0xfe, 0xed, 0xfe, 0xed, ..] => Of("JKS"),
        [0xce, 0xce, 0xce, 0xce, ..] => Of("JCEKS"),
        _ => null,
    };

    private static SettingComplaint Of(string format) => new(
        $"It is a Java key store of the format {format}, which only Java reads.",
        "Convert it: keytool -importkeystore -srckeystore old.jks -destkeystore new.p12 -deststoretype PKCS12");
}
