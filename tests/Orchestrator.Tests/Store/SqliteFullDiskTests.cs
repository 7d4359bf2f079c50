using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

public sealed class SqliteFullDiskTests : IDisposable
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_that_does_not_fit_fails_alone_and_removed_history_makes_room()
    {
        var options = SqliteStoreOptions.Default with { LargestSizeBytes = 400_000 };
        await using var store = _folder.Open(TimeProvider.System, options);
        var large = await FillAsync(store, 50_000);
        large.ShouldBeInRange(2, 8);
        store.List("pods", null).Items.Length.ShouldBe(large);

        // Together with one that cannot fit, one that does.
        var tooLarge = CreateAsync(store, "too-large", 300_000);
        var small = CreateAsync(store, "small", 10);
        (await Should.ThrowAsync<StoreException>(tooLarge)).Failure.ShouldBe(StoreFailure.Full);
        var written = await small;
        written.Revision.ShouldBe(large + 1);

        await store.DeleteAsync(new("pods", "default", "p0"), null, s_none).ShouldThrowAsync<StoreException>();
        store.Get(new("pods", "default", "p0")).ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task On_a_disk_that_is_full_writes_fail_and_reads_go_on_until_there_is_room_again()
    {
        using var disk = SmallDisk.TryMount(_folder.Folder, "4m");
        Skip.If(disk is null, "no file system can be mounted here");
        var ballast = Path.Combine(_folder.Folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1_000_000]);
        await using (var store = _folder.Open(TimeProvider.System))
        {
            using var watch = store.Watch("pods", null, 0);
            var acknowledged = await FillAsync(store, 20_000);
            acknowledged.ShouldBeGreaterThan(20);
            store.List("pods", null).Items.Length.ShouldBe(acknowledged);
            store.Revision.ShouldBe(acknowledged);

            File.Delete(ballast);
            (await CreateAsync(store, "after", 20_000)).Revision.ShouldBe(acknowledged + 1);
            for (var i = 0; i <= acknowledged; i++)
            {
                watch.TryRead(out var change).ShouldBeTrue();
                change!.Object.Revision.ShouldBe(i + 1);
            }
        }

        await using var again = _folder.Open(TimeProvider.System);
        again.Get(new("pods", "default", "after")).ShouldNotBeNull();
        again.List("pods", null).Items.Length.ShouldBe((int)again.Revision);
    }

    [SkippableFact]
    public async Task What_is_written_back_makes_room_so_that_updates_go_on_on_a_small_disk()
    {
        using var disk = SmallDisk.TryMount(_folder.Folder, "2m");
        Skip.If(disk is null, "no file system can be mounted here");
        var options = new SqliteStoreOptions(new(Changes: 20, Bytes: long.MaxValue), CompactEvery: 5, LargestSizeBytes: null);
        await using (var store = _folder.Open(TimeProvider.System, options))
        {
            await CreateAsync(store, "p", 20_000);
            await UpdateAsync(store, 40); // the file now has its size, and the next opening an empty log
        }

        await using var again = _folder.Open(TimeProvider.System, options);
        await UpdateAsync(again, 400);
        again.Revision.ShouldBe(441);

        static async Task UpdateAsync(SqliteStore store, int times)
        {
            for (var i = 0; i < times; i++)
            {
                var content = new JsonObject { ["value"] = new string('v', 20_000) };
                await store.UpdateAsync(new("pods", "default", "p"), content, store.Revision, null, s_none);
            }
        }
    }

    // Writes until there is no room; how many fitted.
    private static async Task<int> FillAsync(SqliteStore store, int size)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await CreateAsync(store, $"p{i}", size);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Full)
            {
                return i;
            }
        }
    }

    private static Task<StoredObject> CreateAsync(SqliteStore store, string name, int size) =>
        store.CreateAsync(new("pods", "default", name), new JsonObject { ["value"] = new string('v', size) }, null, s_none);

    /// <summary>A file system in memory of a given size; needs root.</summary>
    private sealed class SmallDisk(string folder) : IDisposable
    {
        public static SmallDisk? TryMount(string folder, string size) =>
            OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "none", folder) ? new(folder) : null;

        public void Dispose() => Run("umount", folder);

        private static bool Run(string command, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
