using LocalPods.Orchestrator.Events;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Images;

/// <summary>Tells what became of collecting images: in the log, and on the node as a kubelet does.</summary>
internal sealed partial class CollectionReports(IEventRecorder events, string nodeName, ILogger<CollectionReports> logger)
{
    private readonly EventTarget _node = EventTarget.Node(nodeName);
    private bool _failedBefore;
    private bool _blindnessTold;

    public void Removed(string image, long bytes) => LogRemoved(logger, image, bytes);

    /// <summary>It went as it should.</summary>
    public void Done() => _failedBefore = false;

    /// <summary>The disk cannot be seen from here, so that nothing is ever collected.</summary>
    public void Blind()
    {
        if (!_blindnessTold)
        {
            _blindnessTold = true;
            LogBlind(logger);
        }
    }

    public void NoCapacity()
    {
        const string Message = "invalid capacity 0 on image filesystem";
        events.Warning(_node, "InvalidDiskCapacity", Message);
        Failed(Message);
    }

    /// <summary>What could be removed was not enough.</summary>
    public void TooLittle(long wanted, long freed)
    {
        var message = $"Failed to garbage collect required amount of images. Attempted to free {wanted} bytes, but only found {freed} bytes eligible to free.";
        events.Warning(_node, "FreeDiskSpaceFailed", message);
        Failed(message);
    }

    /// <summary>Once may be chance; from the second time in a row on it is told on the node too.</summary>
    public void Failed(string reason)
    {
        if (_failedBefore)
        {
            events.Warning(_node, "ImageGCFailed", reason);
        }

        _failedBefore = true;
        LogFailed(logger, reason);
    }

    [LoggerMessage(1061, LogLevel.Information, "Removed image {Image}, which nobody used: {Bytes} bytes")]
    private static partial void LogRemoved(ILogger logger, string image, long bytes);

    [LoggerMessage(1062, LogLevel.Warning, "Collecting unused images failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(1063, LogLevel.Information, "The engine's disk cannot be seen from here, so unused images are never removed")]
    private static partial void LogBlind(ILogger logger);
}
