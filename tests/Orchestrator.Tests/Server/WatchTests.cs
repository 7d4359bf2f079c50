namespace LocalPods.Orchestrator.Tests.Server;

public sealed class WatchTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string TableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    [Fact]
    [Trait("spec", "API-26")]
    public async Task A_watch_from_a_list_misses_nothing_and_repeats_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("before");
        var list = await api.GetAsync(Pods);
        await api.CreatePodAsync("between");
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&resourceVersion={list.Version}");
        await api.CreatePodAsync("after");
        await api.MergeAsync(Pods + "/before", """{"metadata":{"labels":{"a":"b"}}}""");
        await api.DeleteAsync(Pods + "/after?gracePeriodSeconds=0");
        (await watch.NextNamesAsync(5)).ShouldBe(["ADDED between", "ADDED after", "MODIFIED before", "MODIFIED after", "DELETED after"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&resourceVersion=0")]
    [Trait("spec", "API-27")]
    public async Task A_watch_from_anywhere_begins_with_what_there_is(string from)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await api.CreatePodAsync("b");
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=1{from}");
        (await watch.NextNamesAsync(2)).ShouldBe(["ADDED a", "ADDED b"]);
        await api.CreatePodAsync("c");
        var next = await watch.NextAsync();
        next!["object"]!["kind"]!.GetValue<string>().ShouldBe("Pod");
        next["object"]!.ToJsonString().ShouldBe((await api.GetAsync(Pods + "/c")).Json.ToJsonString());
    }

    [Fact]
    [Trait("spec", "API-28")]
    public async Task A_watch_from_forgotten_history_is_one_error_event()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await api.Store.CompactAsync(api.Store.Revision, CancellationToken.None);
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&resourceVersion=1");
        watch.Code.ShouldBe(200);
        var error = (await watch.NextAsync())!;
        error["type"]!.GetValue<string>().ShouldBe("ERROR");
        error["object"]!["code"]!.GetValue<int>().ShouldBe(410);
        error["object"]!["reason"]!.GetValue<string>().ShouldBe("Expired");
        error["object"]!["message"]!.GetValue<string>().ShouldBe($"too old resource version: 1 ({api.Store.Revision})");
        (await watch.NextAsync()).ShouldBeNull();
    }

    [Fact]
    [Trait("spec", "API-29")]
    public async Task What_begins_to_match_appears_and_what_ceases_to_disappears()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var version = (await api.GetAsync(Pods)).Version;
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&resourceVersion={version}&labelSelector=on%3Dyes");
        await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"on":"yes"}}}""");
        await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"more":"yes"}}}""");
        var left = await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"on":"no"}}}""");
        (await watch.NextNamesAsync(2)).ShouldBe(["ADDED web", "MODIFIED web"]);
        var gone = (await watch.NextAsync())!;
        gone["type"]!.GetValue<string>().ShouldBe("DELETED");
        gone["object"]!["metadata"]!["labels"]!["on"]!.GetValue<string>().ShouldBe("yes");
        gone["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe(left.Version);
    }

    [Fact]
    [Trait("spec", "API-32")]
    public async Task A_watch_ends_when_its_time_is_up_after_a_last_bookmark()
    {
        await using var api = await ApiHost.StartAsync();
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true");
        var bookmark = (await watch.NextAsync())!;
        bookmark["type"]!.GetValue<string>().ShouldBe("BOOKMARK");
        bookmark["object"]!["kind"]!.GetValue<string>().ShouldBe("Pod");
        bookmark["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe($"{api.Store.Revision}");
        (await watch.NextAsync()).ShouldBeNull();
    }

    [Fact]
    [Trait("spec", "API-30")]
    public async Task Bookmarks_come_every_minute_to_who_asks_for_them()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&allowWatchBookmarks=true&timeoutSeconds=600");
        await clock.WaitForTimerAsync(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await watch.NextNameAsync()).ShouldBe("BOOKMARK");
        await clock.WaitForTimerAsync(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await watch.NextNameAsync()).ShouldBe("BOOKMARK");
    }

    [Fact]
    [Trait("spec", "API-31")]
    public async Task Initial_events_end_with_a_marked_bookmark()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await using var watch = await WatchStream.OpenAsync(
            api, $"{Pods}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=");
        (await watch.NextNameAsync()).ShouldBe("ADDED a");
        var end = (await watch.NextAsync())!;
        end["type"]!.GetValue<string>().ShouldBe("BOOKMARK");
        end["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>().ShouldBe("true");
        await api.CreatePodAsync("b");
        (await watch.NextNameAsync()).ShouldBe("ADDED b");
    }

    [Fact]
    [Trait("spec", "API-31")]
    public async Task Initial_events_need_a_match_rule()
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.GetAsync($"{Pods}?watch=true&sendInitialEvents=true");
        (answer.Code, answer.Message).ShouldBe(
            (422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }

    [Fact]
    public async Task Only_the_first_table_of_a_watch_describes_its_columns()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true", TableAccept);
        var first = (await watch.NextAsync())!;
        first["object"]!["kind"]!.GetValue<string>().ShouldBe("Table");
        first["object"]!["columnDefinitions"]!.AsArray().Count.ShouldBe(10);
        await api.CreatePodAsync("b");
        var second = (await watch.NextAsync())!;
        second["object"]!["columnDefinitions"].ShouldBeNull();
        second["object"]!["rows"]![0]!["cells"]![0]!.GetValue<string>().ShouldBe("b");
    }

    [Fact]
    public async Task One_object_can_be_watched_by_its_name()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true&fieldSelector=metadata.name%3Db");
        await api.CreatePodAsync("c");
        await api.CreatePodAsync("b");
        (await watch.NextNameAsync()).ShouldBe("ADDED b");
    }

    [Fact]
    public async Task A_watch_ends_when_the_server_stops()
    {
        var api = await ApiHost.StartAsync();
        await using var watch = await WatchStream.OpenAsync(api, $"{Pods}?watch=true");
        var end = watch.NextAsync();
        await api.DisposeAsync();
        (await end).ShouldBeNull();
    }

    [Fact]
    public async Task A_hundred_watchers_see_every_change_in_order()
    {
        await using var api = await ApiHost.StartAsync();
        var watches = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WatchStream.OpenAsync(api, $"{Pods}?watch=true")));
        await api.CreatePodAsync("web");
        const int changes = 50;
        foreach (var i in Enumerable.Range(0, changes))
        {
            await api.MergeAsync(Pods + "/web", $$$$"""{"metadata":{"labels":{"n":"{{{{i}}}}"}}}""");
        }

        var seen = await Task.WhenAll(watches.Select(async w =>
        {
            (await w.NextNameAsync()).ShouldBe("ADDED web");
            List<string> labels = [];
            while (labels.Count < changes)
            {
                labels.Add((await w.NextAsync())!["object"]!["metadata"]!["labels"]!["n"]!.GetValue<string>());
            }

            return string.Join(',', labels);
        }));
        seen.Distinct().ShouldHaveSingleItem().ShouldBe(string.Join(',', Enumerable.Range(0, changes)));
        foreach (var watch in watches)
        {
            await watch.DisposeAsync();
        }
    }
}
