using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>Random operations and restarts against a model of a dictionary and a list. The seed is the test's argument.</summary>
public sealed class SqliteModelTests : IDisposable
{
    private const int Steps = 250;
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly SqliteStoreOptions s_options = new(new(Changes: 40, Bytes: long.MaxValue), CompactEvery: 7, LargestSizeBytes: null);

    private readonly SqliteFolder _folder = new();
    private readonly VirtualClock _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SortedDictionary<string, (long Revision, string Value)> _objects = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_store_behaves_as_its_model(int seed)
    {
        var random = new Random(seed);
        var compacted = 0L;
        var store = Open();
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                switch (random.Next(20))
                {
                    case 0:
                        await store.DisposeAsync();
                        store = Open();
                        break;
                    case 1:
                        compacted = Math.Max(compacted, random.Next(_log.Count + 1));
                        await store.CompactAsync(compacted, s_none);
                        break;
                    default:
                        await WriteAsync(store, random);
                        break;
                }

                Check(store, random, Math.Max(compacted, _log.Count - s_options.History.Changes));
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private SqliteStore Open() => _folder.Open(_clock, s_options);

    private async Task WriteAsync(SqliteStore store, Random random)
    {
        var name = $"n{random.Next(8)}";
        var key = new ObjectKey("pods", "default", name);
        var value = $"{random.Next()}";
        var content = new JsonObject { ["value"] = value, ["weight"] = new string('w', random.Next(3) == 0 ? random.Next(20_000) : random.Next(50)) };
        var current = _objects.TryGetValue(name, out var known) ? known : ((long Revision, string Value)?)null;
        var expected = random.Next(4) == 0 ? random.Next(_log.Count + 2) : current?.Revision ?? 1;
        switch (random.Next(3))
        {
            case 0:
                await ApplyAsync(store.CreateAsync(key, content, null, s_none), current is null ? null : StoreFailure.AlreadyExists, "Added", name, value);
                break;
            case 1:
                var refusal = current is null ? StoreFailure.NotFound : current.Value.Revision != expected ? StoreFailure.Conflict : (StoreFailure?)null;
                await ApplyAsync(store.UpdateAsync(key, content, expected, null, s_none), refusal, "Modified", name, value);
                break;
            default:
                long? only = random.Next(2) == 0 ? expected : null;
                var no = current is null ? StoreFailure.NotFound : only is not null && current.Value.Revision != only ? StoreFailure.Conflict : (StoreFailure?)null;
                await ApplyAsync(store.DeleteAsync(key, only, s_none), no, "Deleted", name, current?.Value ?? "");
                break;
        }
    }

    private async Task ApplyAsync(Task<StoredObject> write, StoreFailure? refusal, string type, string name, string value)
    {
        if (refusal is { } failure)
        {
            (await Should.ThrowAsync<StoreException>(write)).Failure.ShouldBe(failure);
            return;
        }

        var written = await write;
        _log.Add($"{type} {name} {value}");
        written.Revision.ShouldBe(_log.Count);
        if (type == "Deleted")
        {
            _objects.Remove(name);
        }
        else
        {
            _objects[name] = (written.Revision, value);
        }
    }

    private void Check(SqliteStore store, Random random, long compacted)
    {
        store.Revision.ShouldBe(_log.Count);
        store.List("pods", "default").Items.Select(o => $"{o.Key.Name} {o.Revision} {Value(o)}")
            .ShouldBe(_objects.Select(o => $"{o.Key} {o.Value.Revision} {o.Value.Value}"));
        var since = random.Next((int)compacted, _log.Count + 1);
        using var watch = store.Watch("pods", null, since);
        var seen = new List<string>();
        while (watch.TryRead(out var change))
        {
            seen.Add($"{change.Type} {change.Object.Key.Name} {Value(change.Object)}");
            (change.Previous is null).ShouldBe(change.Type == StoreChangeType.Added);
        }

        seen.ShouldBe(_log.Skip(since));
        if (compacted > 0)
        {
            Should.Throw<StoreException>(() => store.Watch("pods", null, random.Next((int)compacted))).Failure.ShouldBe(StoreFailure.Expired);
        }
    }

    private static string? Value(StoredObject o) => o.Document.GetProperty("value").GetString();
}
