namespace Clustering.Diagnosis;

/// <summary>
/// Examines what the cluster stands on, step by step: the sentinels, the way to Redis, and Redis itself. Names the step that fails and
/// what to do about it.
/// </summary>
/// <remarks>
/// <para>
/// <b>What you can rely on.</b> It connects by itself, apart from the cluster's own connection, so it can say why that one cannot be
/// made. It ends within about ten seconds whatever the servers do, and shows no password. It writes one key, which it removes and which expires.
/// </para>
/// <para>
/// <b>What you cannot.</b> It sees what is so now. What comes and goes, it may miss; and nothing it has passed is promised for later.
/// </para>
/// </remarks>
/// <example>
/// <code language="csharp">
/// var diagnosis = await doctor.ExamineAsync(cancellationToken);
/// Console.WriteLine(diagnosis);                             // every check, what was found, and what to do
/// </code>
/// </example>
public interface IClusterDoctor
{
    /// <summary>Examines everything once. What is wrong is in the diagnosis, never an exception.</summary>
    /// <param name="cancellationToken">Stops the examination.</param>
    /// <returns>What was found, in the order in which things depend on each other.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default);
}
