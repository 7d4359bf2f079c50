using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

public sealed class SqliteStoreTests : StoreContract
{
    private static readonly SqliteStoreOptions s_small = new(new(Changes: 20, Bytes: long.MaxValue), CompactEvery: 5, LargestSizeBytes: null);

    private readonly SqliteFolder _folder = new();

    protected override IObjectStore Open() => _folder.Open(Clock);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Objects_revisions_and_history_survive_a_restart()
    {
        await CreateAsync("a", "one");
        await UpdateAsync("a", 1, "two");
        await CreateAsync("b");
        await Store.DeleteAsync(Pod("b"), null, None);
        await ReopenAsync();
        Store.Revision.ShouldBe(4);
        Store.List("pods", null).Items.Single().Document.GetProperty("value").GetString().ShouldBe("two");
        using var watch = Store.Watch("pods", null, 0);
        (await ReadAsync(watch, 4)).ShouldBe(["Added a 1", "Modified a 2", "Added b 3", "Deleted b 4"]);
        (await UpdateAsync("a", 2)).Revision.ShouldBe(5);
    }

    [Fact]
    public async Task What_was_parsed_of_objects_and_history_is_let_go_of_and_parsed_again_for_whoever_asks()
    {
        var first = await CreateAsync("a", "one");
        var second = await UpdateAsync("a", 1, "two");
        StoredObject[] all = [first, second];
        var held = first.Document;
        second.Document.GetProperty("value").GetString().ShouldBe("two");
        all.ShouldAllBe(o => o.IsParsed);

        ((SqliteStore)Store).DropParsed();
        all.ShouldAllBe(o => !o.IsParsed);
        held.GetProperty("value").GetString().ShouldBe("one");
        second.Document.GetProperty("value").GetString().ShouldBe("two");
    }

    [Fact]
    public async Task Time_to_live_goes_on_across_a_restart()
    {
        await CreateAsync("early", timeToLive: TimeSpan.FromMinutes(1));
        await CreateAsync("late", timeToLive: TimeSpan.FromMinutes(30));
        await Store.DisposeAsync();
        Clock.Advance(TimeSpan.FromMinutes(10));
        await ReopenAsync();
        using var watch = Store.Watch("pods", null, 2);
        Clock.Advance(TimeSpan.Zero);
        (await ReadAsync(watch, 1)).ShouldBe(["Deleted early 3"]);
        Clock.Advance(TimeSpan.FromMinutes(20));
        (await ReadAsync(watch, 1)).ShouldBe(["Deleted late 4"]);
    }

    [Fact]
    public async Task Revisions_go_on_even_when_no_row_is_left()
    {
        await CreateAsync("a");
        await Store.DeleteAsync(Pod("a"), null, None);
        await Store.CompactAsync(2, None);
        await ReopenAsync();
        Store.Revision.ShouldBe(2);
        Should.Throw<StoreException>(() => Store.Watch("pods", null, 1)).Failure.ShouldBe(StoreFailure.Expired);
        (await CreateAsync("a")).Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Compaction_survives_a_restart_and_keeps_every_object()
    {
        await CreateAsync("old");
        await CreateAsync("a");
        await UpdateAsync("a", 2);
        await UpdateAsync("a", 3);
        await Store.CompactAsync(3, None);
        await ReopenAsync();
        Store.List("pods", null).Items.Select(o => (o.Key.Name, o.Revision)).ShouldBe([("a", 4L), ("old", 1L)]);
        Should.Throw<StoreException>(() => Store.Watch("pods", null, 2)).Failure.ShouldBe(StoreFailure.Expired);
        using var watch = Store.Watch("pods", null, 3);
        watch.TryRead(out var change).ShouldBeTrue();
        change!.Previous!.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task History_in_the_file_is_bounded_by_itself()
    {
        using var folder = new SqliteFolder();
        await using (var store = folder.Open(Clock, s_small))
        {
            var revision = (await store.CreateAsync(Pod("a"), Content("a"), null, None)).Revision;
            for (var i = 0; i < 200; i++)
            {
                revision = (await store.UpdateAsync(Pod("a"), Content("a"), revision, null, None)).Revision;
            }
        }

        SqliteFiles.ReadNumber(folder.File, "SELECT count(*) FROM revisions").ShouldBeLessThanOrEqualTo(20 + 5 + 1);
        await using var again = folder.Open(Clock, s_small);
        again.Revision.ShouldBe(201);
        using var watch = again.Watch("pods", null, 181);
        (await ReadAsync(watch, 20))[^1].ShouldBe("Modified a 201");
    }

    [Fact]
    public async Task Closing_keeps_what_was_acknowledged_and_fails_the_rest_as_closed()
    {
        var writes = Enumerable.Range(0, 3000).Select(i => CreateAsync($"p{i}")).ToList();
        await writes[0];
        await Store.DisposeAsync();
        var acknowledged = new List<string>();
        foreach (var write in writes)
        {
            var failure = await FailureOf(write);
            failure.ShouldBeOneOf(null, StoreFailure.Closed);
            if (failure is null)
            {
                acknowledged.Add((await write).Key.Name);
            }
        }

        await ReopenAsync();
        Store.List("pods", null).Items.Select(o => o.Key.Name).ShouldBe(acknowledged.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Content_that_is_no_json_fails_alone()
    {
        var bad = Content("bad");
        bad["value"] = double.NaN;
        var writes = new[] { CreateAsync("a"), Store.CreateAsync(Pod("bad"), bad, null, None), CreateAsync("b") };
        await writes[0];
        await Should.ThrowAsync<ArgumentException>(writes[1]);
        await writes[2];
        Store.List("pods", null).Items.Select(o => o.Key.Name).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_second_opener_is_turned_away_and_the_first_goes_on()
    {
        Should.Throw<StoreException>(() => _folder.Open(Clock)).Failure.ShouldBe(StoreFailure.Closed);
        _ = await File.ReadAllBytesAsync(_folder.File); // closing the file in this process must not give the lock back
        Should.Throw<StoreException>(() => _folder.Open(Clock)).Failure.ShouldBe(StoreFailure.Closed);
        await CreateAsync("a");
        await Store.DisposeAsync();
        await using var next = _folder.Open(Clock);
        next.Revision.ShouldBe(1);
    }

    [Fact]
    public void A_second_opener_is_turned_away_even_when_the_lock_file_was_removed()
    {
        File.Delete(_folder.File + ".lock");
        Should.Throw<StoreException>(() => _folder.Open(Clock)).Failure.ShouldBe(StoreFailure.Closed);
    }

    [SkippableFact]
    public void The_file_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip.If(true, "Windows has no such modes");
            return;
        }

        File.GetUnixFileMode(_folder.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
