using System.Security.Cryptography.X509Certificates;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>A certificate with its key, as it was read.</summary>
/// <param name="Leaf">The certificate, with its key.</param>
/// <param name="Others">What else is there, such as the certificates between it and its root.</param>
/// <param name="Setting">The setting that names it.</param>
internal sealed record OwnCertificate(X509Certificate2 Leaf, X509Certificate2Collection Others, Setting Setting);
