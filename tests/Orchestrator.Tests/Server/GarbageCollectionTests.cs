using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Config maps own each other here: they go at once, so that what is waited for is the owners' rules and nothing else.</summary>
public sealed class GarbageCollectionTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task What_belongs_to_a_deleted_object_goes_too_and_what_belongs_to_that()
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "owner");
        var child = await CreateAsync(api, "child", Owner(owner));
        await CreateAsync(api, "grandchild", Owner(child));
        await CreateAsync(api, "other");
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        (await api.DeleteAsync($"{Path}/owner")).Json["status"]!.GetValue<string>().ShouldBe("Success");
        (await watch.NextNamesAsync(3)).ShouldBe(["DELETED owner", "DELETED child", "DELETED grandchild"]);
        (await api.GetAsync(Path)).Names.ShouldBe(["other"]);
    }

    [Fact]
    public async Task An_object_of_two_owners_stays_until_both_are_gone_and_forgets_the_first()
    {
        await using var api = await ApiHost.StartAsync();
        var (one, two) = (await CreateAsync(api, "one"), await CreateAsync(api, "two"));
        await CreateAsync(api, "child", Owner(one), Owner(two));
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        await api.DeleteAsync($"{Path}/one");
        (await watch.NextNameAsync()).ShouldBe("DELETED one");
        var changed = (await watch.NextAsync())!["object"]!;
        changed["metadata"]!["ownerReferences"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("two");
        await api.DeleteAsync($"{Path}/two");
        (await watch.NextNamesAsync(2)).ShouldBe(["DELETED two", "DELETED child"]);
    }

    [Fact]
    [Trait("spec", "API-46")]
    public async Task In_the_foreground_the_owner_stays_until_what_blocks_it_is_gone()
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "owner");
        await CreateAsync(api, "child", Owner(owner, blocks: true));
        await api.MergeAsync($"{Path}/child", """{"metadata":{"finalizers":["example.com/held"]}}""");
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        var asked = await api.DeleteAsync($"{Path}/owner", """{"propagationPolicy":"Foreground"}""");
        asked.Json["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["foregroundDeletion"]""");
        asked.Json["metadata"]!["deletionTimestamp"].ShouldNotBeNull();
        (await watch.NextNamesAsync(2)).ShouldBe(["MODIFIED owner", "MODIFIED child"]);
        (await api.GetAsync($"{Path}/owner")).Code.ShouldBe(200);
        await api.MergeAsync($"{Path}/child", """{"metadata":{"finalizers":null}}""");
        (await watch.NextNamesAsync(2)).ShouldBe(["DELETED child", "DELETED owner"]);
    }

    [Fact]
    public async Task In_the_foreground_a_dependent_that_does_not_block_is_deleted_and_not_waited_for()
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "owner");
        await CreateAsync(api, "child", Owner(owner));
        await api.MergeAsync($"{Path}/child", """{"metadata":{"finalizers":["example.com/held"]}}""");
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        await api.DeleteAsync($"{Path}/owner", """{"propagationPolicy":"Foreground"}""");
        (await watch.NextNamesAsync(3)).Order(StringComparer.Ordinal).ShouldBe(["DELETED owner", "MODIFIED child", "MODIFIED owner"]);
    }

    [Theory]
    [InlineData("""{"propagationPolicy":"Orphan"}""")]
    [InlineData("""{"orphanDependents":true}""")]
    [Trait("spec", "API-46")]
    public async Task Orphans_stay_and_forget_their_owner(string options)
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "owner");
        await CreateAsync(api, "child", Owner(owner, blocks: true));
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        (await api.DeleteAsync($"{Path}/owner", options)).Json["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["orphan"]""");
        (await watch.NextNamesAsync(3)).ShouldBe(["MODIFIED owner", "MODIFIED child", "DELETED owner"]);
        (await api.GetAsync($"{Path}/child")).Json["metadata"]!.AsObject().ContainsKey("ownerReferences").ShouldBeFalse();
    }

    [Fact]
    public async Task Owners_that_wait_for_each_other_all_go()
    {
        await using var api = await ApiHost.StartAsync();
        var one = await CreateAsync(api, "one");
        var two = await CreateAsync(api, "two", Owner(one, blocks: true));
        await api.MergeAsync($"{Path}/one", new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray(Owner(two, blocks: true)) } }.ToJsonString());
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        await api.DeleteAsync($"{Path}/one", """{"propagationPolicy":"Foreground"}""");
        List<string> gone = [];
        while (gone.Count < 2)
        {
            if (await watch.NextNameAsync() is var next && next.StartsWith("DELETED", StringComparison.Ordinal))
            {
                gone.Add(next);
            }
        }

        gone.Order(StringComparer.Ordinal).ShouldBe(["DELETED one", "DELETED two"]);
    }

    [Fact]
    public async Task An_owner_that_never_was_or_has_another_uid_is_gone_and_one_of_a_kind_not_served_is_there()
    {
        await using var api = await ApiHost.StartAsync();
        var real = await CreateAsync(api, "real");
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        await CreateAsync(api, "kept", Owner("apps/v1", "Foo", "owner", "u1"));
        await CreateAsync(api, "dangling", Owner("v1", "ConfigMap", "nowhere", "u2"));
        (await watch.NextNamesAsync(3)).ShouldBe(["ADDED kept", "ADDED dangling", "DELETED dangling"]);
        await CreateAsync(api, "stale", Owner("v1", "ConfigMap", "real", "u3"));
        (await watch.NextNamesAsync(2)).ShouldBe(["ADDED stale", "DELETED stale"]);
        (await api.GetAsync(Path)).Names.ShouldBe(["kept", real["metadata"]!["name"]!.GetValue<string>()]);
    }

    [Fact]
    public async Task A_pod_whose_owner_is_gone_gets_its_grace()
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "owner");
        await api.CreatePodAsync("web");
        await api.MergeAsync("/api/v1/namespaces/default/pods/web", new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = new JsonArray(Owner(owner)) } }.ToJsonString());
        await using var watch = await WatchStream.OpenAsync(api, $"/api/v1/namespaces/default/pods?watch=true&resourceVersion={await VersionAsync(api)}");
        await api.DeleteAsync($"{Path}/owner");
        var marked = (await watch.NextAsync())!;
        marked["type"]!.GetValue<string>().ShouldBe("MODIFIED");
        marked["object"]!["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().ShouldBe(30);
    }

    [Fact]
    public async Task A_selection_is_deleted_with_its_options_and_a_trial_deletes_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        var owner = await CreateAsync(api, "a");
        await api.MergeAsync($"{Path}/a", """{"metadata":{"labels":{"go":"yes"}}}""");
        await CreateAsync(api, "b", Owner(owner));
        (await api.DeleteAsync($"{Path}?labelSelector=go%3Dyes&dryRun=All")).Names.ShouldBe(["a"]);
        (await api.GetAsync(Path)).Names.ShouldBe(["a", "b"]);
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={await VersionAsync(api)}");
        (await api.DeleteAsync($"{Path}?labelSelector=go%3Dyes", """{"propagationPolicy":"Orphan"}""")).Names.ShouldBe(["a"]);
        (await watch.NextNamesAsync(3)).ShouldBe(["MODIFIED a", "MODIFIED b", "DELETED a"]);
        (await api.DeleteAsync($"{Path}?fieldSelector=metadata.name%3Db")).Names.ShouldBe(["b"]);
        (await api.GetAsync(Path)).Names.ShouldBeEmpty();
    }

    private static async Task<JsonObject> CreateAsync(ApiHost api, string name, params JsonObject[] owners)
    {
        var content = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["ownerReferences"] = new JsonArray([.. owners]) } };
        var answer = await api.PostAsync(Path, content.ToJsonString());
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Json;
    }

    private static async Task<string> VersionAsync(ApiHost api) => (await api.GetAsync(Path)).Version;

    private static JsonObject Owner(JsonObject owner, bool blocks = false)
    {
        var reference = Owner("v1", "ConfigMap", owner["metadata"]!["name"]!.GetValue<string>(), owner["metadata"]!["uid"]!.GetValue<string>());
        reference["blockOwnerDeletion"] = blocks;
        return reference;
    }

    private static JsonObject Owner(string version, string kind, string name, string uid) => new() { ["apiVersion"] = version, ["kind"] = kind, ["name"] = name, ["uid"] = uid };
}
