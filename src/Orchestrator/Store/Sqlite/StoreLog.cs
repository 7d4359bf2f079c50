using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Store.Sqlite;

internal static partial class StoreLog
{
    [LoggerMessage(4001, LogLevel.Information, "Store {Path}: {Objects} objects at revision {Revision}, read in {ElapsedMs} ms")]
    public static partial void Opened(ILogger logger, string path, int objects, long revision, long elapsedMs);

    [LoggerMessage(4002, LogLevel.Warning, "Store {Path}: the disk is full; writes are refused until there is room")]
    public static partial void Full(ILogger logger, string path);

    [LoggerMessage(4003, LogLevel.Information, "Store {Path}: there is room again")]
    public static partial void RoomAgain(ILogger logger, string path);

    [LoggerMessage(4004, LogLevel.Error, "Store {Path}: a write failed")]
    public static partial void WriteFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(4005, LogLevel.Critical, "Store {Path}: nothing more is written to it until it is opened anew")]
    public static partial void Broken(ILogger logger, Exception exception, string path);

    [LoggerMessage(4006, LogLevel.Debug, "Store {Path}: history up to revision {Revision} removed")]
    public static partial void Compacted(ILogger logger, string path, long revision);
}
