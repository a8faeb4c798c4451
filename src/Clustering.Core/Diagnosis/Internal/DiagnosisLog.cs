using Microsoft.Extensions.Logging;

namespace Clustering.Diagnosis.Internal;

// 1300-1399. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class DiagnosisLog
{
    [LoggerMessage(1300, LogLevel.Information, "What was found when the first connection failed:\n{Diagnosis}", EventName = "StartDiagnosed")]
    public static partial void StartDiagnosed(this ILogger logger, ClusterDiagnosis diagnosis);

    [LoggerMessage(1301, LogLevel.Error, "The examination itself failed.", EventName = "DiagnosisBroken")]
    public static partial void DiagnosisBroken(this ILogger logger, Exception exception);
}
