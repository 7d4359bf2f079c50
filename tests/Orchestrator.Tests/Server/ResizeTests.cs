namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>The subresource <c>pods/resize</c>: what it changes, and what it refuses.</summary>
public sealed class ResizeTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Pod = """
        {"metadata":{"name":"web"},"spec":{
          "initContainers":[{"name":"init","image":"i","resources":{"requests":{"cpu":"10m"}}}],
          "containers":[{"name":"app","image":"i","resizePolicy":[{"resourceName":"memory","restartPolicy":"RestartContainer"}],"resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"200m","memory":"64Mi","ephemeral-storage":"1Gi"}}},
                        {"name":"side","image":"i"}]}}
        """;

    [Fact]
    public async Task A_resize_changes_processors_and_memory_and_nothing_else()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.PostAsync(Pods, Pod)).Code.ShouldBe(201);
        var plain = await PatchAsync(api, "/web", """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"150m"}}}]}}""");
        plain.Code.ShouldBe(422);
        plain.Message.ShouldContain("pod updates may not change fields other than");
        var resized = await PatchAsync(api, "/web/resize", """{"metadata":{"labels":{"a":"b"}},"spec":{"hostNetwork":true,"containers":[{"name":"app","image":"other","resources":{"requests":{"cpu":"150m"},"limits":{"memory":"128Mi"}}}]}}""");
        resized.Code.ShouldBe(200, resized.Text);
        var app = resized.Json["spec"]!["containers"]![0]!;
        app["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpu":"200m","ephemeral-storage":"1Gi","memory":"128Mi"},"requests":{"cpu":"150m","ephemeral-storage":"1Gi","memory":"64Mi"}}""");
        app["image"]!.GetValue<string>().ShouldBe("i");
        resized.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
        resized.Json["metadata"]!.AsObject().ContainsKey("labels").ShouldBeFalse();
        (await api.GetAsync(Pods + "/web/resize")).Json["metadata"]!["name"]!.GetValue<string>().ShouldBe("web");
        (await api.DeleteAsync(Pods + "/web/resize")).Code.ShouldBe(405);
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"app","resources":{"limits":{"ephemeral-storage":"2Gi"}}}]}}""", "spec: Forbidden: only cpu and memory resources are mutable")]
    [InlineData("""{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"300m"}}}]}}""", "spec.containers[0].resources.requests: Invalid value: \"300m\": must be less than or equal to cpu limit of 200m")]
    [InlineData("""{"spec":{"containers":[{"name":"app","resources":{"limits":{"memory":null}}}]}}""", "spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed")]
    [InlineData("""{"spec":{"containers":[{"name":"app","resizePolicy":[{"resourceName":"cpu","restartPolicy":"RestartContainer"}]}]}}""", "spec: Forbidden: only cpu and memory resources are mutable")]
    [InlineData("""{"spec":{"initContainers":[{"name":"init","resources":{"requests":{"cpu":"20m"}}}]}}""", "spec.initContainers: Forbidden: resources for non-sidecar init containers are immutable")]
    [InlineData("""{"spec":{"containers":[{"name":"new","image":"i"}]}}""", "spec: Forbidden: containers may not be renamed or reordered on resize")]
    public async Task What_may_not_change_is_refused(string patch, string told)
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Pods, Pod);
        var refused = await PatchAsync(api, "/web/resize", patch);
        refused.Code.ShouldBe(422, refused.Text);
        refused.Message.ShouldContain(told);
    }

    [Fact]
    public async Task What_the_pod_has_as_a_whole_is_resized_too_and_never_below_its_containers()
    {
        await using var api = await ApiHost.StartAsync();
        const string whole = """{"metadata":{"name":"whole"},"spec":{"resources":{"limits":{"cpu":"1","memory":"1Gi"}},"containers":[{"name":"app","image":"i","resources":{"requests":{"cpu":"300m"},"limits":{"cpu":"400m"}}}]}}""";
        (await api.PostAsync(Pods, whole)).Code.ShouldBe(201);
        var resized = await PatchAsync(api, "/whole/resize", """{"spec":{"resources":{"requests":{"cpu":"500m"},"limits":{"cpu":"600m"}}}}""");
        resized.Code.ShouldBe(200, resized.Text);
        resized.Json["spec"]!["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpu":"600m","memory":"1Gi"},"requests":{"cpu":"500m","memory":"1Gi"}}""");
        foreach (var (patch, told) in ((string, string)[])
        [
            ("""{"spec":{"resources":{"requests":{"cpu":"200m"}}}}""", "spec.resources.requests[cpu]: Invalid value: \"200m\": must be greater than or equal to aggregate container requests of 300m"),
            ("""{"spec":{"resources":{"requests":{"cpu":"300m"},"limits":{"cpu":"300m"}}}}""", "spec.resources.containers[0][cpu].limits: Invalid value: \"400m\": must be less than or equal to pod limits of 300m"),
            ("""{"spec":{"resources":{"limits":{"memory":null}}}}""", "spec.resources.limits: Forbidden: resource limits cannot be removed"),
            ("""{"spec":{"resources":{"limits":{"hugepages-2Mi":"2Mi"}}}}""", "spec: Forbidden: only cpu and memory resources are mutable"),
        ])
        {
            var refused = await PatchAsync(api, "/whole/resize", patch);
            refused.Code.ShouldBe(422, refused.Text);
            refused.Message.ShouldContain(told);
        }

        (await api.PostAsync(Pods, whole.Replace("\"400m\"", "\"2\"", StringComparison.Ordinal))).Message.ShouldContain("must be less than or equal to pod limits of 1");
    }

    [Fact]
    public async Task The_service_class_stays()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Pods, """{"metadata":{"name":"free"},"spec":{"containers":[{"name":"app","image":"i"}]}}""");
        (await PatchAsync(api, "/free/resize", """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"1"}}}]}}""")).Message
            .ShouldContain("Invalid value: \"Burstable\": Pod QOS Class may not change as a result of resizing");
    }

    [Fact]
    public async Task Quotas_and_limit_ranges_hold_for_resizes()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Pods, Pod);
        await api.PostAsync("/api/v1/namespaces/default/resourcequotas", """{"metadata":{"name":"q"},"spec":{"hard":{"requests.cpu":"150m"}}}""");
        await api.PostAsync("/api/v1/namespaces/default/limitranges", """{"metadata":{"name":"r"},"spec":{"limits":[{"type":"Container","max":{"memory":"96Mi"}}]}}""");
        (await PatchAsync(api, "/web/resize", """{"spec":{"containers":[{"name":"app","resources":{"limits":{"memory":"128Mi"}}}]}}""")).Message
            .ShouldContain("maximum memory usage per Container is 96Mi, but limit is 128Mi");
        await api.DeleteAsync("/api/v1/namespaces/default/limitranges/r");
        (await PatchAsync(api, "/web/resize", """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"160m"}}}]}}""")).Message
            .ShouldBe("pods \"web\" is forbidden: exceeded quota: q, requested: requests.cpu=60m, used: requests.cpu=100m, limited: requests.cpu=150m");
        (await PatchAsync(api, "/web/resize", """{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"150m"}}}]}}""")).Code.ShouldBe(200);
    }

    private static Task<ApiAnswer> PatchAsync(ApiHost api, string path, string patch) => api.SendAsync(HttpMethod.Patch, Pods + path, patch, "application/strategic-merge-patch+json");
}
