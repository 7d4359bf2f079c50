using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>What every <see cref="IObjectStore"/> keeps.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected VirtualClock Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected IObjectStore Store { get; private set; } = null!;

    protected abstract IObjectStore Open();

    public Task InitializeAsync()
    {
        Store = Open();
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Open();
    }

    [Fact]
    public async Task A_new_store_is_empty_and_at_revision_0_and_its_first_write_is_revision_1()
    {
        Store.Revision.ShouldBe(0);
        Store.List("pods", null).Items.ShouldBeEmpty();
        Store.List("pods", null).Revision.ShouldBe(0);
        (await CreateAsync("a")).Revision.ShouldBe(1);
        Store.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_created_is_read_back_with_its_revision_as_the_resource_version()
    {
        var content = new JsonObject { ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = "ä<b>" }, ["x"] = 1 };
        var created = await Store.CreateAsync(Pod("a"), content, null, None);
        var read = Store.Get(Pod("a"));
        read.ShouldBe(created);
        read.ShouldNotBeNull().Key.ShouldBe(Pod("a"));
        read.Document.GetProperty("metadata").GetProperty("resourceVersion").GetString().ShouldBe("1");
        read.Document.GetProperty("metadata").GetProperty("name").GetString().ShouldBe("ä<b>");
        read.ToJsonObject()["x"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Content_without_metadata_gets_some()
    {
        var created = await Store.CreateAsync(Pod("a"), [], null, None);
        created.Document.GetProperty("metadata").GetProperty("resourceVersion").GetString().ShouldBe("1");
    }

    [Fact]
    public async Task Every_write_of_any_resource_gets_the_next_revision()
    {
        var first = await CreateAsync("a");
        var second = await Store.CreateAsync(new("nodes", "", "n"), Content("n"), null, None);
        var third = await UpdateAsync("a", first.Revision);
        var fourth = await Store.DeleteAsync(Pod("a"), null, None);
        new[] { first.Revision, second.Revision, third.Revision, fourth.Revision }.ShouldBe([1, 2, 3, 4]);
        Store.Revision.ShouldBe(4);
    }

    [Fact]
    public async Task A_second_creation_is_refused_and_changes_nothing()
    {
        await CreateAsync("a");
        (await FailureOf(CreateAsync("a"))).ShouldBe(StoreFailure.AlreadyExists);
        Store.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task An_object_can_be_created_again_after_it_was_deleted()
    {
        await CreateAsync("a");
        await Store.DeleteAsync(Pod("a"), null, None);
        (await CreateAsync("a")).Revision.ShouldBe(3);
        Store.Get(Pod("a"))!.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task An_update_needs_the_newest_revision()
    {
        await CreateAsync("a");
        await UpdateAsync("a", 1);
        (await FailureOf(UpdateAsync("a", 1))).ShouldBe(StoreFailure.Conflict);
        (await FailureOf(UpdateAsync("a", 3))).ShouldBe(StoreFailure.Conflict);
        (await FailureOf(UpdateAsync("b", 1))).ShouldBe(StoreFailure.NotFound);
        Store.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task A_deletion_gives_the_last_content_with_the_revision_of_the_deletion()
    {
        await CreateAsync("a", value: "last");
        var deleted = await Store.DeleteAsync(Pod("a"), 1, None);
        deleted.Revision.ShouldBe(2);
        deleted.Document.GetProperty("metadata").GetProperty("resourceVersion").GetString().ShouldBe("2");
        deleted.Document.GetProperty("value").GetString().ShouldBe("last");
        Store.Get(Pod("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_deletion_of_another_revision_or_of_nothing_is_refused()
    {
        await CreateAsync("a");
        (await FailureOf(Store.DeleteAsync(Pod("a"), 7, None))).ShouldBe(StoreFailure.Conflict);
        (await FailureOf(Store.DeleteAsync(Pod("b"), null, None))).ShouldBe(StoreFailure.NotFound);
        Store.Get(Pod("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_many_writers_of_one_revision_exactly_one_wins()
    {
        await CreateAsync("a");
        var attempts = Enumerable.Range(0, 50).Select(i => UpdateAsync("a", 1, $"{i}")).ToList();
        var outcomes = new List<StoreFailure?>();
        foreach (var attempt in attempts)
        {
            outcomes.Add(await FailureOf(attempt));
        }

        outcomes.Count(o => o is null).ShouldBe(1);
        outcomes.Count(o => o == StoreFailure.Conflict).ShouldBe(49);
        Store.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Lists_are_sorted_by_namespace_then_name_and_hold_one_resource()
    {
        foreach (var (ns, name) in new[] { ("b", "x"), ("a", "z"), ("a", "y"), ("ab", "m"), ("a-b", "m"), ("a", "Y") })
        {
            await Store.CreateAsync(new("pods", ns, name), Content(name), null, None);
        }

        await Store.CreateAsync(new("nodes", "", "x"), Content("x"), null, None);
        Store.List("pods", null).Items.Select(o => $"{o.Key.Namespace}/{o.Key.Name}").ShouldBe(["a/Y", "a/y", "a/z", "a-b/m", "ab/m", "b/x"]);
        Store.List("pods", "a").Items.Select(o => o.Key.Name).ShouldBe(["Y", "y", "z"]);
        Store.List("pods", "none").Items.ShouldBeEmpty();
        Store.List("nodes", "").Items.Length.ShouldBe(1);
        Store.List("pods", "a").Revision.ShouldBe(7);
    }

    [Fact]
    public async Task A_list_is_a_snapshot()
    {
        await CreateAsync("a");
        var list = Store.List("pods", null);
        await UpdateAsync("a", 1);
        await CreateAsync("b");
        list.Items.Single().Revision.ShouldBe(1);
        list.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_watch_tells_what_happened_since_and_then_what_happens()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        using var watch = Store.Watch("pods", null, 1);
        await UpdateAsync("b", 2);
        await Store.DeleteAsync(Pod("a"), null, None);
        (await ReadAsync(watch, 3)).ShouldBe(["Added b 2", "Modified b 3", "Deleted a 4"]);
        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_carries_the_object_as_it_was()
    {
        using var watch = Store.Watch("pods", null, 0);
        await CreateAsync("a", value: "one");
        await UpdateAsync("a", 1, "two");
        await Store.DeleteAsync(Pod("a"), null, None);
        var changes = new List<StoreChange>();
        while (changes.Count < 3 && await watch.WaitToReadAsync(None))
        {
            while (watch.TryRead(out var change))
            {
                changes.Add(change);
            }
        }

        changes.Select(c => c.Previous?.Revision).ShouldBe([null, 1, 2]);
        changes.Select(c => c.Object.Document.GetProperty("value").GetString()).ShouldBe(["one", "two", "two"]);
    }

    [Fact]
    public async Task A_watch_tells_only_its_resource_and_namespace()
    {
        using var ofNamespace = Store.Watch("pods", "x", 0);
        using var ofAll = Store.Watch("pods", null, 0);
        await Store.CreateAsync(new("pods", "y", "other"), Content("other"), null, None);
        await Store.CreateAsync(new("nodes", "", "node"), Content("node"), null, None);
        await Store.CreateAsync(new("pods", "x", "mine"), Content("mine"), null, None);
        (await ReadAsync(ofNamespace, 1)).ShouldBe(["Added mine 3"]);
        (await ReadAsync(ofAll, 2)).ShouldBe(["Added other 1", "Added mine 3"]);
    }

    [Fact]
    public async Task A_waiting_watch_is_woken_by_its_change_and_by_no_other()
    {
        using var watch = Store.Watch("pods", null, 0);
        var wait = watch.WaitToReadAsync(None).AsTask();
        await Store.CreateAsync(new("nodes", "", "n"), Content("n"), null, None);
        wait.IsCompleted.ShouldBeFalse();
        await CreateAsync("a");
        (await wait).ShouldBeTrue();
    }

    [Fact]
    public async Task The_revision_of_a_watch_is_the_last_one_of_which_it_has_told_all()
    {
        using var watch = Store.Watch("pods", null, 0);
        watch.Revision.ShouldBe(0);
        await Store.CreateAsync(new("nodes", "", "n"), Content("n"), null, None);
        watch.Revision.ShouldBe(1);
        await CreateAsync("a");
        await Store.CreateAsync(new("nodes", "", "m"), Content("m"), null, None);
        watch.Revision.ShouldBe(1);
        watch.TryRead(out _).ShouldBeTrue();
        watch.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task A_watch_from_the_future_tells_nothing_before_it()
    {
        using var watch = Store.Watch("pods", null, 2);
        await CreateAsync("a");
        await CreateAsync("b");
        await CreateAsync("c");
        (await ReadAsync(watch, 1)).ShouldBe(["Added c 3"]);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled_and_the_watch_goes_on()
    {
        using var watch = Store.Watch("pods", null, 0);
        using var cancellation = new CancellationTokenSource();
        var wait = watch.WaitToReadAsync(cancellation.Token).AsTask();
        cancellation.Cancel();
        (await Should.ThrowAsync<OperationCanceledException>(wait)).CancellationToken.ShouldBe(cancellation.Token);
        await CreateAsync("a");
        (await ReadAsync(watch, 1)).ShouldBe(["Added a 1"]);
    }

    [Fact]
    public async Task A_disposed_watch_ends()
    {
        var watch = Store.Watch("pods", null, 0);
        var wait = watch.WaitToReadAsync(None).AsTask();
        watch.Dispose();
        (await wait).ShouldBeFalse();
        await CreateAsync("a");
        watch.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task After_compaction_older_watches_have_expired_and_objects_are_still_there()
    {
        await CreateAsync("a");
        await UpdateAsync("a", 1);
        await UpdateAsync("a", 2);
        await Store.CompactAsync(2, None);
        Should.Throw<StoreException>(() => Store.Watch("pods", null, 1)).Failure.ShouldBe(StoreFailure.Expired);
        using var watch = Store.Watch("pods", null, 2);
        (await ReadAsync(watch, 1)).ShouldBe(["Modified a 3"]);
        Store.Get(Pod("a"))!.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Compaction_never_reaches_past_the_newest_revision()
    {
        await CreateAsync("a");
        await Store.CompactAsync(100, None);
        Store.Revision.ShouldBe(1);
        using var watch = Store.Watch("pods", null, 1);
        await CreateAsync("b");
        (await ReadAsync(watch, 1)).ShouldBe(["Added b 2"]);
    }

    [Fact]
    public async Task A_reader_that_falls_behind_what_is_kept_expires()
    {
        using var slow = Store.Watch("pods", null, 0);
        using var quiet = Store.Watch("nodes", null, 0);
        await CreateAsync("a");
        await CreateAsync("b");
        await Store.CompactAsync(2, None);
        slow.TryRead(out _).ShouldBeFalse();
        (await FailureOf(slow.WaitToReadAsync(None).AsTask())).ShouldBe(StoreFailure.Expired);
        quiet.TryRead(out _).ShouldBeFalse();
        await Store.CreateAsync(new("nodes", "", "n"), Content("n"), null, None);
        (await ReadAsync(quiet, 1)).ShouldBe(["Added n 3"]);
    }

    [Fact]
    public async Task An_object_is_deleted_when_its_time_to_live_has_passed()
    {
        using var watch = Store.Watch("events", null, 0);
        await Store.CreateAsync(new("events", "ns", "e"), Content("e"), TimeSpan.FromHours(1), None);
        await ReadAsync(watch, 1);
        Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Store.List("events", null).Items.Length.ShouldBe(1);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await ReadAsync(watch, 1)).ShouldBe(["Deleted e 2"]);
        Store.List("events", null).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_update_gives_a_new_time_to_live_or_none()
    {
        using var watch = Store.Watch("pods", null, 0);
        foreach (var name in new[] { "longer", "forever", "same" })
        {
            await CreateAsync(name, timeToLive: TimeSpan.FromMinutes(10));
        }

        await Store.UpdateAsync(Pod("longer"), Content("longer"), 1, TimeSpan.FromMinutes(20), None);
        await Store.UpdateAsync(Pod("forever"), Content("forever"), 2, null, None);
        await ReadAsync(watch, 5);
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await ReadAsync(watch, 1)).ShouldBe(["Deleted same 6"]);
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await ReadAsync(watch, 1)).ShouldBe(["Deleted longer 7"]);
        Clock.Advance(TimeSpan.FromDays(100));
        Store.Get(Pod("forever")).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_object_created_again_does_not_inherit_the_old_time_to_live()
    {
        await CreateAsync("a", timeToLive: TimeSpan.FromMinutes(1));
        await Store.DeleteAsync(Pod("a"), null, None);
        await CreateAsync("a");
        Clock.Advance(TimeSpan.FromHours(1));
        await CreateAsync("b");
        Store.Get(Pod("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_cancelled_token_writes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(Store.CreateAsync(Pod("a"), Content("a"), null, cancelled));
        Store.Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_store_ends_its_watches_after_what_they_have_not_read_and_refuses_writes()
    {
        using var watch = Store.Watch("pods", null, 0);
        using var waiting = Store.Watch("nodes", null, 0);
        var wait = waiting.WaitToReadAsync(None).AsTask();
        await CreateAsync("a");
        await Store.DisposeAsync();
        (await wait).ShouldBeFalse();
        (await ReadAsync(watch, 1)).ShouldBe(["Added a 1"]);
        (await watch.WaitToReadAsync(None)).ShouldBeFalse();
        (await FailureOf(CreateAsync("b"))).ShouldBe(StoreFailure.Closed);
        Should.Throw<StoreException>(() => Store.Watch("pods", null, 0)).Failure.ShouldBe(StoreFailure.Closed);
        await Store.DisposeAsync();
    }

    protected static ObjectKey Pod(string name) => new("pods", "default", name);

    protected static JsonObject Content(string name, string value = "") =>
        new() { ["metadata"] = new JsonObject { ["name"] = name }, ["value"] = value };

    protected Task<StoredObject> CreateAsync(string name, string value = "", TimeSpan? timeToLive = null) =>
        Store.CreateAsync(Pod(name), Content(name, value), timeToLive, None);

    protected Task<StoredObject> UpdateAsync(string name, long revision, string value = "") =>
        Store.UpdateAsync(Pod(name), Content(name, value), revision, null, None);

    protected static async Task<StoreFailure?> FailureOf(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (StoreException e)
        {
            return e.Failure;
        }
    }

    /// <summary>The next changes as "Added name revision".</summary>
    protected static async Task<List<string>> ReadAsync(IStoreWatch watch, int count)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        var read = new List<string>();
        while (read.Count < count && await watch.WaitToReadAsync(limit.Token))
        {
            while (read.Count < count && watch.TryRead(out var change))
            {
                var revision = change.Object.Document.GetProperty("metadata").GetProperty("resourceVersion").GetString();
                revision.ShouldBe(change.Object.Revision.ToString(CultureInfo.InvariantCulture));
                read.Add($"{change.Type} {change.Object.Key.Name} {revision}");
            }
        }

        return read;
    }
}
