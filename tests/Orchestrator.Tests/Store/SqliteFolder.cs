using LocalPods.Orchestrator.Store.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>A folder for one test's store; gone at its end.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly DirectoryInfo _folder = NewFolder();

    public string Folder => _folder.FullName;

    public string File => Path.Combine(Folder, "store.db");

    public SqliteStore Open(TimeProvider clock) => SqliteStore.Open(File, clock, null);

    public SqliteStore Open(TimeProvider clock, SqliteStoreOptions options) => SqliteStore.Open(File, clock, null, options);

    // In memory where there is such a place: these tests are about what is in the file, and a disk is slow to say that it has it.
    private static DirectoryInfo NewFolder()
    {
        const string memory = "/dev/shm";
        return Directory.Exists(memory)
            ? Directory.CreateDirectory(Path.Combine(memory, $"localpods-store-{Path.GetRandomFileName()}"))
            : Directory.CreateTempSubdirectory("localpods-store-");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
