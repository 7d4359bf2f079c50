using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>What other objects have to say about a new one: priority classes, limit ranges, quotas; and leases, which nobody minds.</summary>
public sealed class AdmissionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    private const string Ranges = "/api/v1/namespaces/default/limitranges";
    private const string Quotas = "/api/v1/namespaces/default/resourcequotas";

    [Fact]
    public async Task The_classes_of_the_system_are_there_and_pods_get_the_priority_of_their_class()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.GetAsync(Classes)).Names.ShouldBe(["system-cluster-critical", "system-node-critical"]);
        Priority(await api.PostAsync(Pods, Pod("plain"))).ShouldBe((0, "PreemptLowerPriority", null));
        Priority(await api.PostAsync(Pods, Pod("vital", """ "priorityClassName":"system-node-critical", """)))
            .ShouldBe((2_000_001_000, "PreemptLowerPriority", "system-node-critical"));
        (await api.PostAsync(Classes, """{"metadata":{"name":"usual"},"value":7,"globalDefault":true,"preemptionPolicy":"Never"}""")).Code.ShouldBe(201);
        Priority(await api.PostAsync(Pods, Pod("usual"))).ShouldBe((7, "Never", "usual"));
        var changed = await api.PutAsync(Pods + "/vital", Pod("vital", """ "priorityClassName":"system-node-critical","nodeName":"node-a", """));
        Priority(changed).ShouldBe((2_000_001_000, "PreemptLowerPriority", "system-node-critical"));
    }

    [Fact]
    public async Task A_class_that_is_not_there_and_a_number_of_ones_own_are_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var unknown = await api.PostAsync(Pods, Pod("p", """ "priorityClassName":"nope", """));
        unknown.Code.ShouldBe(403);
        unknown.Message.ShouldBe("pods \"p\" is forbidden: no PriorityClass with name nope was found");
        (await api.PostAsync(Pods, Pod("p", """ "priority":5, """))).Message.ShouldBe(
            "pods \"p\" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name");
        await api.PostAsync(Classes, """{"metadata":{"name":"one"},"value":1,"globalDefault":true}""");
        var second = await api.PostAsync(Classes, """{"metadata":{"name":"two"},"value":2,"globalDefault":true}""");
        second.Code.ShouldBe(403);
        second.Message.ShouldBe("priorityclasses.scheduling.k8s.io \"two\" is forbidden: PriorityClass one is already marked as default. Only one default can exist");
        (await api.MergeAsync(Classes + "/one", """{"description":"x"}""")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_limit_range_fills_in_what_containers_do_not_say_and_notes_it()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Ranges, """
            {"metadata":{"name":"r"},"spec":{"limits":[{"type":"Container","default":{"cpu":"500m","memory":"64Mi"},"defaultRequest":{"cpu":"100m"}}]}}
            """);
        var pod = (await api.PostAsync(Pods, Pod("p"))).Json;
        pod["spec"]!["containers"]![0]!["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpu":"500m","memory":"64Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}""");
        pod["metadata"]!["annotations"]!["kubernetes.io/limit-ranger"]!.GetValue<string>()
            .ShouldBe("LimitRanger plugin set: cpu, memory request for container main; cpu, memory limit for container main");
        pod["status"]!["qosClass"]!.GetValue<string>().ShouldBe("Burstable");
        var own = (await api.PostAsync(Pods, Pod("own", "", """{"limits":{"cpu":"1","memory":"1Gi"}}"""))).Json;
        own["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>().ShouldBe("1", "a limit of its own is its request before any default is");
        own["metadata"]!.AsObject().ContainsKey("annotations").ShouldBeFalse();
    }

    [Fact]
    public async Task A_limit_range_refuses_what_is_beyond_its_bounds()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Ranges, """
            {"metadata":{"name":"r"},"spec":{"limits":[{"type":"Pod","max":{"cpu":"1"},"min":{"memory":"8Mi"},"maxLimitRequestRatio":{"memory":"2"}}]}}
            """);
        (await api.PostAsync(Pods, Pod("p", "", """{"limits":{"cpu":"2","memory":"64Mi"}}"""))).Message.ShouldBe(
            "pods \"p\" is forbidden: maximum cpu usage per Pod is 1, but limit is 2");
        (await api.PostAsync(Pods, Pod("p", "", """{"limits":{"memory":"4Mi"}}"""))).Message.ShouldBe(
            "pods \"p\" is forbidden: [minimum memory usage per Pod is 8Mi, but request is 4Mi, maximum cpu usage per Pod is 1. No limit is specified]");
        (await api.PostAsync(Pods, Pod("p", "", """{"limits":{"cpu":"1","memory":"64Mi"},"requests":{"memory":"16Mi"}}"""))).Message.ShouldBe(
            "pods \"p\" is forbidden: memory max limit to request ratio per Pod is 2, but provided ratio is 4.000000");
        (await api.PostAsync(Pods, Pod("p", "", """{"limits":{"cpu":"1","memory":"64Mi"}}"""))).Code.ShouldBe(201);
        (await api.PostAsync(Pods, Pod("whole", """ "resources":{"limits":{"cpu":"2","memory":"64Mi"}}, """, """{"limits":{"cpu":"1"}}"""))).Message.ShouldBe(
            "pods \"whole\" is forbidden: maximum cpu usage per Pod is 1, but limit is 2");
    }

    [Fact]
    public async Task A_quota_counts_and_refuses_what_is_too_much()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Quotas, """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"2","requests.cpu":"1","count/configmaps":"1"}}}""");
        (await api.PostAsync(Pods, Pod("a"))).Message.ShouldBe("pods \"a\" is forbidden: failed quota: q: must specify requests.cpu for: main");
        const string half = """{"requests":{"cpu":"500m"}}""";
        (await api.PostAsync(Pods, Pod("a", "", half))).Code.ShouldBe(201);
        (await api.PostAsync(Pods, Pod("b", "", """{"requests":{"cpu":"600m"}}"""))).Message.ShouldBe(
            "pods \"b\" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=500m, limited: requests.cpu=1");
        (await api.PostAsync(Pods, Pod("b", "", half))).Code.ShouldBe(201);
        await UsedAsync(api, """{"count/configmaps":"0","pods":"2","requests.cpu":"1"}""");
        (await api.PostAsync(Pods, Pod("c", "", """{"requests":{"cpu":"0"}}"""))).Message.ShouldBe(
            "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2");
        await api.DeleteAsync(Pods + "/a?gracePeriodSeconds=0");
        await UsedAsync(api, """{"count/configmaps":"0","pods":"1","requests.cpu":"500m"}""");
        (await api.PostAsync(Pods, Pod("c", "", half))).Code.ShouldBe(201);
        await api.MergeAsync(Pods + "/c/status", """{"status":{"phase":"Succeeded"}}""");
        await UsedAsync(api, """{"count/configmaps":"0","pods":"1","requests.cpu":"500m"}""");
    }

    [Fact]
    public async Task Objects_made_at_once_do_not_share_the_same_room()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Quotas, """{"metadata":{"name":"q"},"spec":{"hard":{"configmaps":"5"}}}""");
        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.PostAsync("/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"m{{{i}}}"}}""")));
        made.Count(m => m.Code == 201).ShouldBe(5);
        made.Where(m => m.Code != 201).ShouldAllBe(m => m.Code == 403 && m.Message.EndsWith("exceeded quota: q, requested: configmaps=1, used: configmaps=5, limited: configmaps=5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_by_which_an_object_counts_for_more_needs_room_too()
    {
        const string services = "/api/v1/namespaces/default/services";
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Quotas, """{"metadata":{"name":"q"},"spec":{"hard":{"services.nodeports":"1","services":"3"}}}""");
        foreach (var name in new[] { "a", "b" })
        {
            (await api.PostAsync(services, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"ports":[{"port":80}]}}""")).Code.ShouldBe(201);
        }

        const string opened = """{"spec":{"type":"NodePort"}}""";
        var answers = await Task.WhenAll(api.MergeAsync(services + "/a", opened), api.MergeAsync(services + "/b", opened));
        answers.Select(a => a.Code).Order().ShouldBe([200, 403]);
        answers.Single(a => a.Code == 403).Message.ShouldEndWith("exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1");
        (await api.MergeAsync(services + "/a", """{"metadata":{"labels":{"x":"y"}}}""")).Code.ShouldBe(200, "what counts for no more needs no room");
        (await api.MergeAsync(services + "/a", """{"spec":{"type":"ClusterIP"}}""")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_quota_with_a_scope_counts_its_pods_only()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Quotas, """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"0"},"scopes":["BestEffort"]}}""");
        (await api.PostAsync(Pods, Pod("a"))).Code.ShouldBe(403);
        (await api.PostAsync(Pods, Pod("a", "", """{"requests":{"cpu":"1m"}}"""))).Code.ShouldBe(201);
    }

    [Fact]
    public async Task A_lease_is_created_by_a_put_and_keeps_its_microseconds()
    {
        await using var api = await ApiHost.StartAsync();
        const string path = "/apis/coordination.k8s.io/v1/namespaces/default/leases/leader";
        const string lease = """{"metadata":{"name":"leader"},"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2030-01-02T03:04:05.123456Z"}}""";
        var made = await api.PutAsync(path, lease);
        made.Code.ShouldBe(201, made.Text);
        made.Json["spec"]!["renewTime"]!.GetValue<string>().ShouldBe("2030-01-02T03:04:05.123456Z");
        (await api.PutAsync(path, lease)).Code.ShouldBe(200);
        (await api.MergeAsync(path, """{"spec":{"leaseDurationSeconds":0}}""")).Message.ShouldBe(
            "Lease.coordination.k8s.io \"leader\" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0");
    }

    private static async Task UsedAsync(ApiHost api, string expected)
    {
        using var watch = api.Store.Watch("resourcequotas", "default", api.Store.Revision);
        using var patience = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while (Used() != expected && await watch.WaitToReadAsync(patience.Token))
        {
            watch.TryRead(out _);
        }

        Used().ShouldBe(expected);

        string Used() => JsonNode.Parse(api.Store.List("resourcequotas", "default").Items[0].Json.Span)!["status"]?["used"]?.ToJsonString() ?? "";
    }

    private static (int, string?, string?) Priority(ApiAnswer answer)
    {
        answer.Code.ShouldBeInRange(200, 201, answer.Text);
        var spec = answer.Json["spec"]!;
        return (spec["priority"]!.GetValue<int>(), spec["preemptionPolicy"]?.GetValue<string>(), spec["priorityClassName"]?.GetValue<string>());
    }

    private static string Pod(string name, string spec = "", string resources = "{}") => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}"containers":[{"name":"main","image":"busybox:1.32.0","resources":{{{resources}}}}]}}
        """;
}
