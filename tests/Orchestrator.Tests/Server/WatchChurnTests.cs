using System.Text.Json;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A hundred watchers over HTTP, of everything, a namespace or a selection, while eight clients write ten thousand times: nothing lost, doubled or out of order.</summary>
public sealed class WatchChurnTests
{
    private const int Watchers = 100;
    private const int Writers = 8;
    private const int WritesEach = 1250;
    private const int Namespaces = 4;
    private const string Last = "the-last";

    [Fact]
    [Trait("spec", "API-26")]
    [Trait("spec", "API-29")]
    public async Task Every_watcher_sees_every_change_of_its_selection_once_and_in_order()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var i in Enumerable.Range(0, Namespaces))
        {
            (await api.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"ns-{{{i}}}"}}""")).Code.ShouldBe(201);
        }

        var since = api.Store.Revision;
        using var truth = api.Store.Watch("configmaps", null, since);
        var reading = Task.Run(() => ReadAsync(truth));
        var early = Enumerable.Range(0, Watchers / 2).Select(i => Task.Run(() => FollowAsync(api, i, since))).ToList();
        var writers = Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(api, i))).ToList();
        while (api.Store.Revision - since < Writers * WritesEach / 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        var later = api.Store.Revision; // in the middle of it all
        var late = Enumerable.Range(Watchers / 2, Watchers / 2).Select(i => Task.Run(() => FollowAsync(api, i, later))).ToList();
        await Task.WhenAll(writers);
        await EndAsync(api);

        var log = await reading;
        log.Count.ShouldBe((Writers * WritesEach) + Namespaces);
        foreach (var (watchers, from) in new[] { (early, since), (late, later) })
        {
            foreach (var (i, seen) in watchers.Index())
            {
                (await seen).ShouldBe(Expected(log, from == since ? i : (Watchers / 2) + i, from));
            }
        }
    }

    private static string PathOf(int watcher) => watcher % 10 == 0 ? "/api/v1/configmaps" : $"/api/v1/namespaces/ns-{watcher % Namespaces}/configmaps";

    private static bool Selects(int watcher, StoredObject? stored) =>
        stored is not null
        && (watcher % 10 == 0 || stored.Key.Namespace == $"ns-{watcher % Namespaces}")
        && (watcher % 3 != 1 || JsonFields.Text(stored.Document, "metadata.labels.turn") is "a" or "end");

    // What a watcher must see of a change: entering and leaving a selection are additions and removals.
    private static List<string> Expected(List<StoreChange> log, int watcher, long since) =>
    [
        .. log.Where(c => c.Object.Revision > since).Select(c => (Change: c, Now: c.Type != StoreChangeType.Deleted && Selects(watcher, c.Object), Before: Selects(watcher, c.Previous)))
            .Where(c => c.Now || c.Before)
            .Select(c => $"{(c.Now ? c.Before ? "MODIFIED" : "ADDED" : "DELETED")} {c.Change.Object.Key.Namespace}/{c.Change.Object.Key.Name} {c.Change.Object.Revision}"),
    ];

    private static async Task<List<string>> FollowAsync(ApiHost api, int watcher, long since)
    {
        var selector = watcher % 3 == 1 ? "&labelSelector=turn%20in%20(a,end)" : "";
        using var response = await api.Client.GetAsync(new Uri($"{PathOf(watcher)}?watch=true&resourceVersion={since}{selector}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        List<string> seen = [];
        var ends = watcher % 10 == 0 ? Namespaces : 1;
        while (ends > 0 && await lines.ReadLineAsync(limit.Token) is { } line)
        {
            using var change = JsonDocument.Parse(line);
            var metadata = change.RootElement.GetProperty("object").GetProperty("metadata");
            var name = metadata.GetProperty("name").GetString();
            seen.Add($"{change.RootElement.GetProperty("type").GetString()} {metadata.GetProperty("namespace").GetString()}/{name} {metadata.GetProperty("resourceVersion").GetString()}");
            ends -= name == Last ? 1 : 0;
        }

        return seen;
    }

    // Each writer has objects of its own, so that no write is refused.
    private static async Task WriteAsync(ApiHost api, int writer)
    {
        var random = new Random(writer);
        var there = new bool[20];
        for (var i = 0; i < WritesEach; i++)
        {
            var at = random.Next(there.Length);
            var collection = $"/api/v1/namespaces/ns-{at % Namespaces}/configmaps";
            var name = $"w{writer}-{at}";
            var turn = random.Next(2) == 0 ? "a" : "b";
            var body = $$$"""{"metadata":{"name":"{{{name}}}","labels":{"turn":"{{{turn}}}"} },"data":{"i":"{{{i}}}"} }""";
            var answer = there[at] ? random.Next(6) == 0 ? await api.DeleteAsync($"{collection}/{name}") : await api.PutAsync($"{collection}/{name}", body) : await api.PostAsync(collection, body);
            answer.Code.ShouldBeInRange(200, 201, answer.Text);
            there[at] = !there[at] || answer.Json["kind"]!.GetValue<string>() != "Status";
        }
    }

    private static async Task EndAsync(ApiHost api)
    {
        foreach (var i in Enumerable.Range(0, Namespaces))
        {
            (await api.PostAsync($"/api/v1/namespaces/ns-{i}/configmaps", $$$"""{"metadata":{"name":"{{{Last}}}","labels":{"turn":"end"}} }""")).Code.ShouldBe(201);
        }
    }

    private static async Task<List<StoreChange>> ReadAsync(IStoreWatch truth)
    {
        List<StoreChange> log = [];
        var ends = Namespaces;
        while (ends > 0 && await truth.WaitToReadAsync(CancellationToken.None))
        {
            while (truth.TryRead(out var change))
            {
                log.Add(change);
                ends -= change.Object.Key.Name == Last ? 1 : 0;
            }
        }

        return log;
    }
}
