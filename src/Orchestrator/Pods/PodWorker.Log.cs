using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    [LoggerMessage(1001, LogLevel.Information, "Pod {Pod}: {Action}")]
    private static partial void LogActing(ILogger logger, PodIdentity pod, PodAction action);

    [LoggerMessage(1002, LogLevel.Warning, "Pod {Pod}: {Key} failed, and is tried again until it works: {Reason}")]
    private static partial void LogFailed(ILogger logger, Exception? error, PodIdentity pod, string key, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "Pod {Pod}: it is not limited as a whole: {Reason}")]
    private static partial void LogNotLimited(ILogger logger, PodIdentity pod, string reason);
}
