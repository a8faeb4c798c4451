using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Diagnosis.Internal;

// The greeting of TLS: whether there is one, and who refuses whom.
internal sealed partial class ConnectionExamination
{
    private X509Certificate2? _own;
    private bool _isAskedForOwn;

    private async Task<Outcome> SecureAsync(RespProbe probe, CancellationToken cancellationToken)
    {
        var options = target.Tls!(target.TlsHost);
        var isOurs = options.RemoteCertificateValidationCallback is null;
        options.RemoteCertificateValidationCallback ??= Validate;
        _own = options.ClientCertificateContext?.TargetCertificate;
        if (_own is null)
        {
            options.LocalCertificateSelectionCallback ??= SelectNone;
        }

        try
        {
            await probe.SecureAsync(options, cancellationToken).ConfigureAwait(false);
            return Outcome.Passed($"It speaks TLS, and its certificate is good for {target.TlsHost}.");
        }
        catch (CertificateRefusedException refused)
        {
            // Never on with the password to somebody whom only the app may know.
            return isCustomized
                ? Outcome.Skipped($"{refused.Message} The app's own ConfigureRedis may accept it, which cannot be seen from here.")
                : Outcome.Failed(refused.Message, null);
        }
        catch (AuthenticationException exception) when (exception.InnerException is null && isOurs)
        {
            return PerhapsPlain(TlsObstacle.NoTls(exception));
        }
        catch (AuthenticationException exception)
        {
            return BrokenOff(exception);
        }
    }

    private Outcome BrokenOff(Exception exception) => Failed(TlsObstacle.Refusal(
        _own, _isAskedForOwn, exception is EndOfStreamException ? "it closed the connection" : TlsObstacle.Brief(exception)));

    private Outcome PerhapsPlain(TlsObstacle obstacle) => Failed(obstacle with { Remedy = $"{obstacle.Remedy} If there is no other, set {kind.Tls} to false." });

    private static Outcome Failed(TlsObstacle obstacle) => Outcome.Failed(Outcome.Quote(obstacle.Found), obstacle.Remedy);

    // The platform has decided; this only finds the words.
    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None
        ? true
        : throw new CertificateRefusedException(CertificateRefusal.Explain(target.TlsSettings, target.TlsHost, certificate as X509Certificate2, chain, errors));

    // Called once before the greeting too, when nobody has asked yet.
    private X509Certificate SelectNone(object sender, string host, X509CertificateCollection own, X509Certificate? remote, string[] issuers)
    {
        _isAskedForOwn |= remote is not null || issuers.Length > 0;
        return null!;
    }
}
