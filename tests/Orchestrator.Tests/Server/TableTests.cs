using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class TableTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

    // Of kinds that the server has objects of its own of, those of the test.
    private static readonly Dictionary<string, string> s_selections = new(StringComparer.Ordinal)
    {
        ["clusterroles"] = "?fieldSelector=metadata.name=view",
        ["clusterrolebindings"] = "?fieldSelector=metadata.name=cluster-admin",
        ["roles"] = "?fieldSelector=metadata.name=reader",
        ["rolebindings"] = "?fieldSelector=metadata.name=readers",
    };

    public static TheoryData<string, string> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string>();
            foreach (var names in ResourceRegistry.Default().All.Where(k => k.IsStored && k.Verbs.Contains("list")).Select(k => k.Names))
            {
                var group = names.Group.Length == 0 ? "/api" : "/apis/" + names.Group;
                var collection = $"{group}/{names.Version}{(names.Namespaced ? "/namespaces/default" : "")}/{names.Plural}";
                kinds.Add(names is { Plural: "events", Group: not "" } ? names.Qualified : names.Plural, collection + s_selections.GetValueOrDefault(names.Plural));
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("spec", "API-41")]
    public async Task Every_kind_is_shown_as_a_table(string kind, string path)
    {
        await using var api = await FilledAsync();
        var answer = await api.GetAsync(path, Table);
        answer.Code.ShouldBe(200, answer.Text);
        answer.Json["rows"]!.AsArray().ShouldNotBeEmpty();
        Golden.Check($"table-{kind}", Printed(answer.Json));
    }

    [Fact]
    [Trait("spec", "API-42")]
    public async Task A_row_carries_metadata_or_the_whole_object_or_nothing()
    {
        await using var api = await FilledAsync();
        var metadata = Row(await api.GetAsync(Pods + "/web", Table))["object"]!;
        metadata["kind"]!.GetValue<string>().ShouldBe("PartialObjectMetadata");
        metadata["apiVersion"]!.GetValue<string>().ShouldBe("meta.k8s.io/v1");
        metadata["spec"].ShouldBeNull();
        var whole = Row(await api.GetAsync(Pods + "/web?includeObject=Object", Table))["object"]!;
        whole.ToJsonString().ShouldBe((await api.GetAsync(Pods + "/web")).Json.ToJsonString());
        Row(await api.GetAsync(Pods + "/web?includeObject=None", Table))["object"].ShouldBeNull();
        (await api.GetAsync(Pods + "/nope", Table)).Json["kind"]!.GetValue<string>().ShouldBe("Status");
    }

    [Fact]
    public async Task Metadata_alone_is_a_kind_of_its_own()
    {
        await using var api = await FilledAsync();
        var one = await api.GetAsync(Pods + "/web", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        one.Json["kind"]!.GetValue<string>().ShouldBe("PartialObjectMetadata");
        one.Json.Select(p => p.Key).ShouldBe(["kind", "apiVersion", "metadata"]);
        var list = await api.GetAsync(Pods, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json");
        list.Json["kind"]!.GetValue<string>().ShouldBe("PartialObjectMetadataList");
        list.Json["items"]!.AsArray().ShouldAllBe(i => i!["kind"]!.GetValue<string>() == "PartialObjectMetadata");
    }

    [Fact]
    public async Task A_finished_pod_is_marked()
    {
        await using var api = await FilledAsync();
        await api.MergeAsync(Pods + "/web/status", """{"status":{"phase":"Succeeded"}}""");
        var row = Row(await api.GetAsync(Pods + "/web", Table));
        row["conditions"]![0]!["type"]!.GetValue<string>().ShouldBe("Completed");
        row["conditions"]![0]!["reason"]!.GetValue<string>().ShouldBe("Succeeded");
    }

    private static JsonNode Row(ApiAnswer answer) => answer.Json["rows"]![0]!;

    private static async Task<ApiHost> FilledAsync()
    {
        var clock = new SteppedClock();
        var api = await ApiHost.StartAsync(clock, null);
        await api.CreatePodAsync("web", """{"app":"web"}""");
        await api.MergeAsync(Pods + "/web/status", """
            {"status":{"phase":"Running","podIPs":[{"ip":"10.1.0.7"}],"containerStatuses":[{"name":"main","image":"i","imageID":"","ready":true,"started":true,"restartCount":3,
             "state":{"running":{"startedAt":"2030-01-01T00:00:00Z"}},
             "lastState":{"terminated":{"exitCode":1,"startedAt":"2029-12-31T23:50:00Z","finishedAt":"2030-01-01T00:00:00Z"}}}]}}
            """);
        await api.CreatePodAsync("waiting");
        await api.PostAsync("/api/v1/nodes", """
            {"metadata":{"name":"node-a","labels":{"node-role.kubernetes.io/control-plane":""}},"spec":{"unschedulable":true}}
            """);
        await api.MergeAsync("/api/v1/nodes/node-a/status", """
            {"status":{"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":null,"lastTransitionTime":null}],"addresses":[{"type":"InternalIP","address":"192.0.2.1"}],
             "nodeInfo":{"kubeletVersion":"v1.33.0","osImage":"Debian 12","kernelVersion":"6.1","containerRuntimeVersion":"docker://20.10.24"}}}
            """);
        var posted = await api.PostAsync("/api/v1/namespaces/default/events", """
            {"metadata":{"name":"web.1"},"involvedObject":{"kind":"Pod","namespace":"default","name":"web","fieldPath":"spec.containers{main}"},"reason":"Unhealthy","message":"Liveness probe failed: \n",
             "source":{"component":"kubelet","host":"node-a"},"firstTimestamp":"2030-01-01T00:00:00Z","lastTimestamp":"2030-01-01T00:00:30Z","count":4,"type":"Warning","eventTime":null}
            """);
        posted.Code.ShouldBe(201, posted.Text);
        await api.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"settings"},"data":{"a":"1"},"binaryData":{"b":"AA=="}}""");
        await api.PostAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"login"},"type":"kubernetes.io/basic-auth","stringData":{"username":"u","password":"p"}}""");
        foreach (var (name, spec) in new[]
        {
            ("outside", """ "type":"LoadBalancer","clusterIP":"10.96.1.1","ports":[{"name":"a","port":80,"nodePort":30080},{"name":"b","port":53,"protocol":"UDP","nodePort":30053}] """),
            ("other", """ "type":"ExternalName","externalName":"db.example" """),
            ("headless", """ "clusterIP":"None","selector":{"b":"2","a":"1"} """),
            ("web", """ "clusterIP":"10.96.1.2","ports":[{"port":80}],"externalIPs":["192.0.2.7"] """),
        })
        {
            await api.PostAsync("/api/v1/namespaces/default/services", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}}}""");
        }

        await api.PostAsync("/api/v1/namespaces/default/endpoints", """
            {"metadata":{"name":"web"},"subsets":[{"addresses":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}],"notReadyAddresses":[{"ip":"192.0.2.3"}],"ports":[{"name":"a","port":80},{"name":"b","port":81}]}]}
            """);
        await api.PostAsync("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", """
            {"metadata":{"name":"web-1"},"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"]},{"addresses":["192.0.2.2"]}],"ports":[{"name":"a","port":80},{"name":"b"}]}
            """);
        await api.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"least"},"spec":{"minAvailable":"50%","selector":{}}}""");
        await api.PostAsync("/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"metadata":{"name":"most"},"spec":{"maxUnavailable":1}}""");
        await api.PostAsync("/api/v1/namespaces/default/limitranges", """{"metadata":{"name":"range"},"spec":{"limits":[{"type":"Pod","max":{"cpu":"8"}}]}}""");
        await api.PostAsync("/api/v1/namespaces/default/resourcequotas", """{"metadata":{"name":"quota"},"spec":{"hard":{"count/jobs.batch":"4","limits.cpu":"8","requests.cpu":"2"}}}""");
        await api.PutAsync("/apis/coordination.k8s.io/v1/namespaces/default/leases/leader", """{"metadata":{"name":"leader"},"spec":{"holderIdentity":"me"}}""");
        await api.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """{"metadata":{"name":"reader"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}""");
        await api.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
            {"metadata":{"name":"readers"},"roleRef":{"kind":"Role","name":"reader"},"subjects":[{"kind":"User","name":"ann"},{"kind":"Group","name":"dev"},{"kind":"ServiceAccount","name":"ci","namespace":"default"},{"kind":"User","name":"bob"}]}
            """);
        await FillKindsAsync(api);
        clock.Advance(TimeSpan.FromSeconds(95));
        return api;
    }

    private static async Task FillKindsAsync(ApiHost api)
    {
        const string webhook = """ "clientConfig":{"url":"https://127.0.0.1:9"},"sideEffects":"None","admissionReviewVersions":["v1"],"rules":[{"operations":["CREATE"],"apiGroups":["none.example"],"apiVersions":["v1"],"resources":["nones"]}] """;
        foreach (var (path, body) in new[]
        {
            ("/apis/storage.k8s.io/v1/storageclasses", """{"metadata":{"name":"slow","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"example.com/slow","volumeBindingMode":"WaitForFirstConsumer","allowVolumeExpansion":true}"""),
            ("/api/v1/persistentvolumes", """{"metadata":{"name":"volume"},"spec":{"capacity":{"storage":"5Gi"},"accessModes":["ReadWriteOnce","ReadOnlyMany"],"storageClassName":"slow","hostPath":{"path":"/data"}}}"""),
            ("/api/v1/namespaces/default/persistentvolumeclaims", """{"metadata":{"name":"claim"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"slow","volumeName":"volume","resources":{"requests":{"storage":"1Gi"}}}}"""),
            ("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """{"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}"""),
            ("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", $$"""{"metadata":{"name":"change"},"webhooks":[{"name":"change.example.com",{{webhook}} }]}"""),
            ("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", $$"""{"metadata":{"name":"check"},"webhooks":[{"name":"check.example.com",{{webhook}} }]}"""),
            ("/apis/scheduling.k8s.io/v1/priorityclasses", """{"metadata":{"name":"high"},"value":1000}"""),
        })
        {
            var made = await api.PostAsync(path, body);
            made.Code.ShouldBe(201, made.Text);
        }
    }

    private static string Printed(JsonObject table)
    {
        var columns = table["columnDefinitions"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]}{(c["format"]!.GetValue<string>() is { Length: > 0 } f ? "/" + f : "")} p{c["priority"]}");
        var rows = table["rows"]!.AsArray().Select(r => string.Join(" | ", r!["cells"]!.AsArray().Select(c => c?.ToString() ?? "null")));
        var head = $"{table["kind"]} {table["apiVersion"]}";
        return $"{head}\n{string.Join('\n', columns)}\n\n{string.Join('\n', rows)}\n";
    }
}
