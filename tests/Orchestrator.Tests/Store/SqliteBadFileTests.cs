using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>A file that is not, or no longer, a store of ours is refused with a reason and not touched.</summary>
public sealed class SqliteBadFileTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_database() => Refused("it is not a SQLite file", f => File.WriteAllText(f, new string('x', 5000)));

    [Fact]
    public void A_file_too_short_for_a_database() => Refused("it is not a SQLite file", f => File.WriteAllText(f, "SQLite format 3\0"));

    [Fact]
    public void An_empty_file() => Refused("it is empty", f => File.WriteAllBytes(f, []));

    [Fact]
    public void A_database_of_another_program() =>
        Refused("it is a SQLite file of another program", f => SqliteFiles.Execute(f, "CREATE TABLE t (x); PRAGMA journal_mode = WAL;"));

    [Fact]
    public async Task A_newer_schema()
    {
        await FillAsync();
        Refused("a newer LocalPods wrote it (schema 3, this one knows up to 2)", f => SqliteFiles.Execute(f, "PRAGMA user_version = 3"));
    }

    [Fact]
    public async Task A_newer_schema_that_is_still_in_the_write_ahead_log()
    {
        await FillAsync();
        Refused("a newer LocalPods wrote it", f => SqliteFiles.ExecuteAndLeaveInLog(f, "PRAGMA user_version = 3"));
        new FileInfo(_folder.File + "-wal").Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_missing_table()
    {
        await FillAsync();
        Refused("it is damaged", f => SqliteFiles.Execute(f, "DROP TABLE compaction"));
    }

    [Fact]
    public async Task A_missing_revision()
    {
        await FillAsync();
        Refused("revision 7 is missing", f => SqliteFiles.Execute(f, "DELETE FROM revisions WHERE id = 7"));
    }

    [Fact]
    public async Task A_changed_value()
    {
        await FillAsync();
        Refused("revision 7 does not match its checksum", f => SqliteFiles.Execute(f, "UPDATE revisions SET value = CAST('{}' AS BLOB) WHERE id = 7"));
    }

    [Fact]
    public async Task A_changed_expiry()
    {
        await FillAsync();
        Refused("does not match its checksum", f => SqliteFiles.Execute(f, "UPDATE revisions SET expires = 1 WHERE id = 7"));
    }

    [Fact]
    public async Task A_truncated_file()
    {
        await FillAsync();
        Refused("it is damaged", f =>
        {
            using var file = File.OpenWrite(f);
            file.SetLength(file.Length / 2);
        });
    }

    [Fact]
    public void A_missing_file_whose_log_is_there() =>
        Refused("it is missing", f => File.WriteAllText(f + "-wal", "something"));

    [Fact]
    public async Task A_folder_in_its_place()
    {
        Directory.CreateDirectory(_folder.File);
        Should.Throw<StoreException>(() => _folder.Open(TimeProvider.System)).Failure.ShouldBe(StoreFailure.Unusable);
        Directory.Delete(_folder.File);
        await FillAsync();
    }

    [Fact]
    public void A_folder_that_does_not_exist()
    {
        var failure = Should.Throw<StoreException>(() => LocalPods.Orchestrator.Store.Sqlite.SqliteStore.Open(
            Path.Combine(_folder.Folder, "none", "store.db"), TimeProvider.System, null));
        failure.Failure.ShouldBe(StoreFailure.Unusable);
        failure.Message.ShouldContain("none");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Flipped_bits_anywhere_never_go_unnoticed(int seed)
    {
        await FillAsync();
        string Content(IObjectStore store) => string.Join('\n', store.List("pods", null).Items.Select(o => $"{o.Key} {o.Revision} {o.ToJsonObject()}"));
        string before;
        await using (var store = _folder.Open(TimeProvider.System))
        {
            before = Content(store);
        }

        var random = new Random(seed);
        var bytes = await File.ReadAllBytesAsync(_folder.File);
        for (var i = 0; i < 16; i++)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        await File.WriteAllBytesAsync(_folder.File, bytes);
        try
        {
            await using var store = _folder.Open(TimeProvider.System);
            Content(store).ShouldBe(before); // only unused space was hit
        }
        catch (StoreException e)
        {
            e.Failure.ShouldBe(StoreFailure.Unusable);
            (await File.ReadAllBytesAsync(_folder.File)).ShouldBe(bytes);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Fact]
    public async Task What_is_left_of_an_interrupted_creation_is_no_obstacle()
    {
        await File.WriteAllTextAsync(_folder.File + ".new", "half");
        await File.WriteAllTextAsync(_folder.File + ".new-journal", "half");
        await FillAsync();
        Directory.GetFiles(_folder.Folder).Select(Path.GetFileName).Order().ShouldBe(["store.db", "store.db.lock"]);
    }

    private void Refused(string because, Action<string> spoil)
    {
        spoil(_folder.File);
        var before = File.Exists(_folder.File) ? File.ReadAllBytes(_folder.File) : null;
        var failure = Should.Throw<StoreException>(() => _folder.Open(TimeProvider.System));
        failure.Failure.ShouldBe(StoreFailure.Unusable);
        failure.Message.ShouldContain(because);
        failure.Message.ShouldContain(_folder.File);
        (File.Exists(_folder.File) ? File.ReadAllBytes(_folder.File) : null).ShouldBe(before);
    }

    private async Task FillAsync()
    {
        await using var store = _folder.Open(TimeProvider.System);
        for (var i = 1; i <= 20; i++)
        {
            var content = new JsonObject { ["value"] = new string((char)('a' + i), 100 * i) };
            await store.CreateAsync(new("pods", "default", $"p{i}"), content, null, CancellationToken.None);
        }
    }
}
