using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Turns what SQLite says into the store's failures.</summary>
internal static class SqliteFailures
{
    private const string WhenDamaged = "Put a copy in its place, or move it away to start with an empty store";

    public static StoreException Unusable(string path, string what, string advice, Exception? inner) =>
        new(StoreFailure.Unusable, $"the store {path} cannot be used: {what}. It was left as it is. {advice}", inner);

    public static StoreException Damaged(string path, string what, Exception? inner) => Unusable(path, what, WhenDamaged, inner);

    public static StoreException NotWritable(string path, Exception? inner) =>
        Unusable(path, "it may not be opened for writing", "Check who owns it and its folder", inner);

    /// <summary>For a failure while the file was opened and read.</summary>
    public static StoreException OfReading(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED => new(StoreFailure.Closed, $"the store {path} is in use: another process has it open", e),
        SQLITE_FULL => OfWriting(path, e),
        SQLITE_CANTOPEN or SQLITE_PERM or SQLITE_READONLY or SQLITE_AUTH =>
            NotWritable(path, e),
        SQLITE_IOERR => Unusable(path, $"it cannot be read ({e.Message})", "Check the disk it is on", e),
        _ => Damaged(path, $"it is damaged ({e.Message})", e),
    };

    /// <summary>For a failed write; nothing of it is in the file.</summary>
    public static StoreException OfWriting(string path, SqliteException e) => e.SqliteErrorCode == SQLITE_FULL
        ? new(StoreFailure.Full, $"nothing was written to the store {path}: the disk is full", e)
        : new(StoreFailure.Unusable, $"nothing was written to the store {path}: {e.Message}", e);

    /// <summary>Whether nobody knows any more what a file holds, so that nothing may be written to it until it is opened anew.</summary>
    public static bool IsFatal(SqliteException e) =>
        e.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB
        || e.SqliteExtendedErrorCode is SQLITE_IOERR_FSYNC or SQLITE_IOERR_DIR_FSYNC or SQLITE_IOERR_TRUNCATE;
}
