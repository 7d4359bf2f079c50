namespace LocalPods.Orchestrator.Tests.Server;

public sealed class ListTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_list_shows_kind_version_metadata_and_items_without_their_kinds()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("b");
        await api.CreatePodAsync("a");
        var list = await api.GetAsync(Pods);
        list.Text.ShouldStartWith($$$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{{api.Store.Revision}}}"},"items":[{"metadata":{"name":"a",""");
        list.Names.ShouldBe(["a", "b"]);
        (await api.GetAsync("/api/v1/pods")).Names.ShouldBe(["a", "b"]);
        (await api.GetAsync("/api/v1/namespaces/kube-system/pods")).Text.ShouldEndWith("\"items\":[]}");
    }

    [Fact]
    [Trait("spec", "API-22")]
    public async Task Pages_show_one_moment_however_much_is_written_meanwhile()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var i in Enumerable.Range(0, 7))
        {
            await api.CreatePodAsync($"pod-{i}");
        }

        var first = await api.GetAsync(Pods + "?limit=3");
        first.Names.ShouldBe(["pod-0", "pod-1", "pod-2"]);
        first.Json["metadata"]!["remainingItemCount"]!.GetValue<long>().ShouldBe(4);
        await api.CreatePodAsync("pod-3a");
        await api.DeleteAsync(Pods + "/pod-4?gracePeriodSeconds=0");
        var second = await api.GetAsync($"{Pods}?limit=3&continue={Token(first)}");
        second.Names.ShouldBe(["pod-3", "pod-4", "pod-5"]);
        second.Version.ShouldBe(first.Version);
        var last = await api.GetAsync($"{Pods}?limit=3&continue={Token(second)}");
        last.Names.ShouldBe(["pod-6"]);
        last.Json["metadata"]!["continue"].ShouldBeNull();
        last.Version.ShouldBe(first.Version);
    }

    [Fact]
    [Trait("spec", "API-23")]
    public async Task A_token_that_is_not_ours_or_comes_with_a_version_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await api.CreatePodAsync("b");
        var garbage = await api.GetAsync(Pods + "?continue=garbage!");
        garbage.Code.ShouldBe(400);
        garbage.Message.ShouldStartWith("invalid continue token: ");
        var page = await api.GetAsync(Pods + "?limit=1");
        var both = await api.GetAsync($"{Pods}?continue={Token(page)}&resourceVersion=5");
        (both.Code, both.Message).ShouldBe((400, "specifying resource version is not allowed when using continue"));
    }

    [Theory]
    [InlineData("a=1,b!=2,c in (x,y),!d", "match")]
    [InlineData("b!=2", "match,none")]
    [InlineData("a", "match,two")]
    [InlineData("c notin (x)", "none,two")]
    [InlineData("a=nothing", "")]
    [Trait("spec", "API-24")]
    public async Task Label_selectors_filter(string selector, string names)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("match", """{"a":"1","c":"x"}""");
        await api.CreatePodAsync("two", """{"a":"1","b":"2","d":"4"}""");
        await api.CreatePodAsync("none");
        var list = await api.GetAsync($"{Pods}?labelSelector={Uri.EscapeDataString(selector)}");
        string.Join(',', list.Names).ShouldBe(names);
    }

    [Theory]
    [InlineData("status.phase!=Succeeded,spec.nodeName=node-a", "a,b")]
    [InlineData("metadata.name=a", "a")]
    [InlineData("metadata.name!=a", "b")]
    [InlineData("spec.restartPolicy=Never", "")]
    [InlineData("metadata.namespace=default,spec.host=node-a", "a,b")]
    [Trait("spec", "API-25")]
    public async Task Field_selectors_filter(string selector, string names)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        await api.CreatePodAsync("b");
        var list = await api.GetAsync($"{Pods}?fieldSelector={Uri.EscapeDataString(selector)}");
        string.Join(',', list.Names).ShouldBe(names);
    }

    [Theory]
    [InlineData("labelSelector", "a=b=c", "found '=', expected: ")]
    [InlineData("labelSelector", "-a=b", "unable to parse requirement: invalid label key \"-a\": ")]
    [InlineData("fieldSelector", "foo", "invalid selector: 'foo'; can't understand 'foo'")]
    [InlineData("fieldSelector", "spec.foo=1", "field label not supported: spec.foo")]
    [Trait("spec", "API-25")]
    public async Task A_selector_that_cannot_be_understood_is_a_bad_request(string parameter, string selector, string message)
    {
        await using var api = await ApiHost.StartAsync();
        var list = await api.GetAsync($"{Pods}?{parameter}={Uri.EscapeDataString(selector)}");
        list.Code.ShouldBe(400);
        list.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_version_of_the_future_is_waited_for_and_then_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var list = await api.GetAsync(Pods + "?resourceVersion=1000");
        (list.Code, list.Reason).ShouldBe((504, "Timeout"));
        list.Message.ShouldBe($"Timeout: Too large resource version: 1000, current: {api.Store.Revision}");
        list.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().ShouldBe("ResourceVersionTooLarge");
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersion=1&resourceVersionMatch=Foo", "resourceVersionMatch: Unsupported value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    public async Task Options_that_do_not_go_together_are_refused(string query, string message)
    {
        await using var api = await ApiHost.StartAsync();
        var list = await api.GetAsync($"{Pods}?{query}");
        (list.Code, list.Message).ShouldBe((422, $"ListOptions.meta.k8s.io \"\" is invalid: {message}"));
    }

    private static string Token(ApiAnswer page) => Uri.EscapeDataString(page.Json["metadata"]!["continue"]!.GetValue<string>());
}
