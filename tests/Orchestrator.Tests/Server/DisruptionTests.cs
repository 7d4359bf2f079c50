using System.Text.Json.Nodes;
using LocalPods.Api.Policy;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Server.Disruption;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Disruption budgets: what their status says, and which evictions they let pass.</summary>
public sealed class DisruptionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private const string Webs = """ "selector":{"matchLabels":{"app":"web"}} """;

    [Fact]
    [Trait("spec", "API-48")]
    public async Task An_eviction_that_would_leave_too_few_healthy_pods_is_refused_until_there_are_more()
    {
        await using var api = await ApiHost.StartAsync();
        await ReadyAsync(api, "a");
        (await api.PostAsync(Budgets, Budget("pd", $"\"minAvailable\":1,{Webs}"))).Code.ShouldBe(201);
        var refused = await EvictAsync(api, "a");
        (refused.Code, refused.Reason, refused.Message).ShouldBe((429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget."));
        refused.Json["details"]!["causes"]![0]!.ToJsonString()
            .ShouldBe("""{"reason":"DisruptionBudget","message":"The disruption budget pd needs 1 healthy pods and has 1 currently"}""");
        (await api.GetAsync(Pods + "/a")).Json["metadata"]!.AsObject().ContainsKey("deletionTimestamp").ShouldBeFalse();

        await ReadyAsync(api, "b");
        (await EvictAsync(api, "a")).Code.ShouldBe(201);
        (await EvictAsync(api, "b")).Code.ShouldBe(429, "the pod that is going is not healthy any more");
        (await EvictAsync(api, "a")).Code.ShouldBe(201, "no budget keeps a pod that is going already");
    }

    [Fact]
    public async Task Evictions_at_once_do_not_get_the_same_room()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var i in Enumerable.Range(0, 8))
        {
            await ReadyAsync(api, $"p{i}");
        }

        await api.PostAsync(Budgets, Budget("pd", $"\"minAvailable\":5,{Webs}"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => EvictAsync(api, $"p{i}")));
        answers.Count(a => a.Code == 201).ShouldBe(3);
        answers.Count(a => a.Code == 429).ShouldBe(5);
    }

    [Fact]
    public async Task The_status_follows_the_pods_and_the_budget()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Budgets, Budget("pd", $"\"minAvailable\":1,{Webs}"));
        await StatusAsync(api, (0, 1, 0, 0, "InsufficientPods"));
        await ReadyAsync(api, "a");
        await ReadyAsync(api, "b");
        await StatusAsync(api, (2, 1, 2, 1, "SufficientPods"));
        await api.MergeAsync(Budgets + "/pd", """{"spec":{"minAvailable":2}}""");
        await StatusAsync(api, (2, 2, 2, 0, "InsufficientPods"));
        (await api.GetAsync(Budgets + "/pd")).Json["status"]!["observedGeneration"]!.GetValue<int>().ShouldBe(2);
        await api.DeleteAsync(Pods + "/a?gracePeriodSeconds=0");
        await StatusAsync(api, (1, 2, 1, 0, "InsufficientPods"));
    }

    [Fact]
    public async Task Percentages_are_of_what_the_controllers_of_the_pods_keep()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CustomManifests.CronTabs)).Code.ShouldBe(201);
        await ApiHost.EventuallyAsync(async () => (await api.GetAsync("/apis/example.com/v1/namespaces/default/crontabs")).Code == 200);
        var owner = await api.PostAsync("/apis/example.com/v1/namespaces/default/crontabs", """{"apiVersion":"example.com/v1","kind":"CronTab","metadata":{"name":"tab"},"spec":{"cron":"*","replicas":4}}""");
        owner.Code.ShouldBe(201, owner.Text);
        var reference = $$""","ownerReferences":[{"apiVersion":"example.com/v1","kind":"CronTab","name":"tab","uid":"{{owner.Json["metadata"]!["uid"]}}","controller":true}]""";
        foreach (var name in new[] { "a", "b", "c" })
        {
            await ReadyAsync(api, name, reference);
        }

        await api.PostAsync(Budgets, Budget("pd", $"\"maxUnavailable\":\"30%\",{Webs}"));
        await StatusAsync(api, (3, 2, 4, 1, "SufficientPods"));
        (await EvictAsync(api, "a")).Code.ShouldBe(201);
        (await EvictAsync(api, "b")).Code.ShouldBe(429);
    }

    [Fact]
    public async Task Several_budgets_for_one_pod_and_none_at_all()
    {
        await using var api = await ApiHost.StartAsync();
        await ReadyAsync(api, "a");
        await api.PostAsync(Budgets, Budget("nobodys", "\"minAvailable\":1"));
        await api.PostAsync(Budgets, Budget("one", $"\"minAvailable\":0,{Webs}"));
        await api.PostAsync(Budgets, Budget("all", "\"minAvailable\":0,\"selector\":{}"));
        var refused = await EvictAsync(api, "a");
        (refused.Code, refused.Message).ShouldBe((500, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."));
        await api.DeleteAsync(Budgets + "/all");
        (await EvictAsync(api, "a")).Code.ShouldBe(201);
    }

    [Theory]
    [InlineData("\"minAvailable\":1,\"maxUnavailable\":1", "spec: Invalid value: {\"minAvailable\":1,\"maxUnavailable\":1}: minAvailable and maxUnavailable cannot be both set")]
    [InlineData("\"minAvailable\":-1", "spec.minAvailable: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("\"maxUnavailable\":\"101%\"", "spec.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData("\"maxUnavailable\":\"99999999999%\"", "spec.maxUnavailable: Invalid value: \"99999999999%\": must not be greater than 100%")]
    [InlineData("\"maxUnavailable\":\"some\"", "spec.maxUnavailable: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")]
    [InlineData("\"unhealthyPodEvictionPolicy\":\"x\"", "spec.unhealthyPodEvictionPolicy: Unsupported value: \"x\": supported values: \"AlwaysAllow\", \"IfHealthyBudget\"")]
    public async Task A_budget_that_makes_no_sense_is_refused(string spec, string fault)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync(Budgets, Budget("pd", spec));
        (answer.Code, answer.Message).ShouldBe((422, $"PodDisruptionBudget.policy \"pd\" is invalid: {fault}"));
    }

    [Theory]
    [InlineData("2", null, 3, 2, 3, 1)]
    [InlineData("50%", null, 3, 3, 5, 0)]
    [InlineData("50%", null, 4, 3, 5, 1)]
    [InlineData(null, "1", 5, 4, 5, 1)]
    [InlineData(null, "25%", 5, 3, 5, 2)]
    [InlineData(null, "100%", 1, 0, 5, 1)]
    [InlineData(null, null, 3, 0, 0, 0)]
    public void Shares_are_rounded_up(string? least, string? most, int healthy, int desired, int expected, int allowed)
    {
        static IntOrString? Read(string? text) => text is null ? default(IntOrString?) : int.TryParse(text, out var number) ? number : new IntOrString(text);
        var budget = new PodDisruptionBudget { Spec = new() { MinAvailable = Read(least), MaxUnavailable = Read(most) } };
        var pods = Enumerable.Range(0, healthy).Select(_ => new BudgetPod(new Dictionary<string, string>(), true, false, false, null)).ToList();
        var status = BudgetArithmetic.Status(budget, pods, () => 5, DateTimeOffset.UnixEpoch);
        (status.CurrentHealthy, status.DesiredHealthy, status.ExpectedPods, status.DisruptionsAllowed).ShouldBe((healthy, desired, expected, allowed));
    }

    [Fact]
    public async Task A_pod_that_runs_and_is_not_ready_goes_while_enough_others_are_healthy_or_always()
    {
        await using var api = await ApiHost.StartAsync();
        await ReadyAsync(api, "good");
        foreach (var name in new[] { "bad", "worse" })
        {
            await ReadyAsync(api, name, ready: "False");
        }

        await api.PostAsync(Budgets, Budget("pd", $"\"minAvailable\":1,{Webs}"));
        (await EvictAsync(api, "good")).Code.ShouldBe(429);
        (await EvictAsync(api, "bad")).Code.ShouldBe(201);
        await api.MergeAsync(Budgets + "/pd", """{"spec":{"minAvailable":2}}""");
        (await EvictAsync(api, "worse")).Code.ShouldBe(429);
        await api.MergeAsync(Budgets + "/pd", """{"spec":{"unhealthyPodEvictionPolicy":"AlwaysAllow"}}""");
        (await EvictAsync(api, "worse")).Code.ShouldBe(201);
    }

    private static string Budget(string name, string spec) =>
        $$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}}}""";

    private static Task<ApiAnswer> EvictAsync(ApiHost api, string name) =>
        api.PostAsync($"{Pods}/{name}/eviction", $$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{name}}}"}}""");

    private static async Task ReadyAsync(ApiHost api, string name, string moreMetadata = "", string ready = "True")
    {
        var made = await api.PostAsync(Pods, $$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"web"}{{{moreMetadata}}}},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        made.Code.ShouldBe(201, made.Text);
        (await api.MergeAsync($"{Pods}/{name}/status", $$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{ready}}}"}]}}""")).Code.ShouldBe(200);
    }

    private static Task StatusAsync(ApiHost api, (int Healthy, int Desired, int Expected, int Allowed, string Reason) wanted) => ApiHost.EventuallyAsync(async () =>
        (await api.GetAsync(Budgets + "/pd")).Json["status"] is JsonObject status && status["conditions"] is JsonArray { Count: 1 } conditions
        && wanted == (Number(status, "currentHealthy"), Number(status, "desiredHealthy"), Number(status, "expectedPods"), Number(status, "disruptionsAllowed"), conditions[0]!["reason"]!.GetValue<string>()));

    private static int Number(JsonObject status, string name) => status[name]!.GetValue<int>();
}
