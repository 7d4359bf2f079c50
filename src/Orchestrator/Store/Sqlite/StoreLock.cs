namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Keeps a second process, or a second opener in this one, away from a store's file.</summary>
/// <remarks>
/// A lock on a file of its own beside the store: it ends with the process however that ends, and unlike SQLite's record
/// locks it does not end when somebody in this process opens and closes the store's file. The file stays behind, empty.
/// </remarks>
internal static class StoreLock
{
    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly ImmutableArray<int> s_taken = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Dispose to give the lock back.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Closed"/> when it is taken.</exception>
    public static IDisposable Take(string storePath)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(storePath + ".lock", options);
        }
        catch (IOException e) when (s_taken.Contains(e.HResult))
        {
            throw new StoreException(StoreFailure.Closed, $"the store {storePath} is in use: another process has it open", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailures.Unusable(storePath, e.Message, "Check that the folder exists and may be written", e);
        }
    }
}
