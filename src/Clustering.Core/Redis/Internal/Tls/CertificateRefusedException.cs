using System.Security.Authentication;

namespace Clustering.Redis.Internal.Tls;

/// <summary>The server's certificate is refused, and the message says why and what to do.</summary>
internal sealed class CertificateRefusedException(string message) : AuthenticationException(message);
