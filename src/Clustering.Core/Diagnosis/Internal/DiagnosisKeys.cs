using StackExchange.Redis;

namespace Clustering.Diagnosis.Internal;

/// <summary>The Redis key of the doctor.</summary>
internal sealed class DiagnosisKeys(string cluster)
{
    /// <summary>String: written and removed at once, to see whether the server writes. Expires after ten seconds all the same.</summary>
    public RedisKey Probe(string id) => $"{{{cluster}}}:probe:{id}";
}
