using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>Many writers and many watchers at once: every watcher sees every write of its kind, once, in order.</summary>
public sealed class StoreChurnTests
{
    private const int Writers = 8;
    private const int WritesEach = 300;
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task In_memory()
    {
        await using var store = new InMemoryStore(TimeProvider.System);
        await ChurnAsync(store);
    }

    [Fact]
    public async Task In_sqlite()
    {
        using var folder = new SqliteFolder();
        await using var store = folder.Open(TimeProvider.System);
        await ChurnAsync(store);
    }

    private static async Task ChurnAsync(IObjectStore store)
    {
        var written = new ConcurrentDictionary<long, string>();
        using var ended = new CancellationTokenSource();
        var early = Enumerable.Range(0, 20).Select(i => Task.Run(() => FollowAsync(store, Filter(i), since: 0, ended.Token))).ToList();
        var writers = Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(store, i, written))).ToList();
        while (store.Revision < Writers * WritesEach / 4)
        {
            await Task.Yield();
        }

        // A list and a watch from it, in the middle of it all.
        var late = Enumerable.Range(0, 20).Select(i =>
        {
            var list = store.List("pods", Filter(i));
            return (List: list, Following: Task.Run(() => FollowAsync(store, Filter(i), list.Revision, ended.Token)));
        }).ToList();

        await Task.WhenAll(writers);
        var last = store.Revision;
        ended.Cancel(); // readers then read what there is and end
        last.ShouldBe(written.Count);
        var log = written.OrderBy(w => w.Key).Select(w => w.Value).ToList();
        for (var i = 0; i < early.Count; i++)
        {
            (await early[i]).ShouldBe(log.Where(IsOf(Filter(i))));
        }

        for (var i = 0; i < late.Count; i++)
        {
            var (list, following) = late[i];
            var expected = written.Where(w => w.Key > list.Revision).OrderBy(w => w.Key).Select(w => w.Value).Where(IsOf(Filter(i)));
            (await following).ShouldBe(expected);
            Current(written.Where(w => w.Key <= list.Revision)).Where(IsOf(Filter(i))).ShouldBe(list.Items.Select(Describe), ignoreOrder: true);
        }
    }

    private static string? Filter(int watcher) => watcher % 4 == 3 ? null : $"ns{watcher % 4}";

    private static Func<string, bool> IsOf(string? filter) => line => filter is null || line.StartsWith(filter + "/", StringComparison.Ordinal);

    private static string Describe(StoredObject o) => $"{o.Key.Namespace}/{o.Key.Name} {o.Revision}";

    // What is left when these writes have been made: "namespace/name revision" of each object.
    private static IEnumerable<string> Current(IEnumerable<KeyValuePair<long, string>> writes) => writes
        .OrderBy(w => w.Key)
        .GroupBy(w => w.Value.Split(' ')[0])
        .Select(g => g.Last())
        .Where(w => !w.Value.EndsWith("Deleted", StringComparison.Ordinal))
        .Select(w => $"{w.Value.Split(' ')[0]} {w.Key}");

    private static async Task WriteAsync(IObjectStore store, int seed, ConcurrentDictionary<long, string> written)
    {
        var random = new Random(seed);
        for (var i = 0; i < WritesEach;)
        {
            var key = new ObjectKey("pods", $"ns{random.Next(3)}", $"p{random.Next(10)}");
            try
            {
                var content = new JsonObject { ["value"] = i };
                var (type, result) = store.Get(key) switch
                {
                    null => (StoreChangeType.Added, await store.CreateAsync(key, content, null, s_none)),
                    { } current when random.Next(3) > 0 =>
                        (StoreChangeType.Modified, await store.UpdateAsync(key, content, current.Revision, null, s_none)),
                    { } current => (StoreChangeType.Deleted, await store.DeleteAsync(key, current.Revision, s_none)),
                };
                written.TryAdd(result.Revision, $"{key.Namespace}/{key.Name} {type}").ShouldBeTrue("a revision is given once");
                i++;
            }
            catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.AlreadyExists or StoreFailure.NotFound)
            {
                // another writer was faster
            }
        }
    }

    private static async Task<List<string>> FollowAsync(IObjectStore store, string? filter, long since, CancellationToken ended)
    {
        using var watch = store.Watch("pods", filter, since);
        var seen = new List<string>();
        var last = since;
        try
        {
            while (await watch.WaitToReadAsync(ended))
            {
                Read();
            }
        }
        catch (OperationCanceledException)
        {
            Read();
        }

        return seen;

        void Read()
        {
            while (watch.TryRead(out var change))
            {
                change.Object.Revision.ShouldBeGreaterThan(last);
                last = change.Object.Revision;
                seen.Add($"{change.Object.Key.Namespace}/{change.Object.Key.Name} {change.Type}");
            }
        }
    }
}
