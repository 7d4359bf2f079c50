using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Claims, volumes and classes of storage (spec: workloads 14).</summary>
public sealed class ClaimTests
{
    private const string Claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    private const string Volumes = "/api/v1/persistentvolumes";
    private const string Classes = "/apis/storage.k8s.io/v1/storageclasses";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact]
    [Trait("spec", "WN-60")]
    public async Task A_claim_of_the_default_class_waits_for_its_first_pod_and_gets_a_folder_that_goes_with_it()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Claims, Claim("data"));
        await api.UntilEventAsync("WaitForFirstConsumer", "waiting for first consumer to be created before binding");
        var waiting = (await api.GetAsync(Claims + "/data")).Json;
        waiting["spec"]!["storageClassName"]!.GetValue<string>().ShouldBe("local-path");
        waiting["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
        waiting["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["kubernetes.io/pvc-protection"]""");

        await CreateAsync(api, Pods, Pod("user", "data"));
        await api.UntilAsync(Claims + "/data", c => Phase(c) == "Bound");
        var claim = (await api.GetAsync(Claims + "/data")).Json;
        var (uid, name) = (claim["metadata"]!["uid"]!.GetValue<string>(), claim["spec"]!["volumeName"]!.GetValue<string>());
        name.ShouldBe($"pvc-{uid}");
        claim["status"]!.ToJsonString().ShouldBe("""{"phase":"Bound","accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"}}""");
        claim["metadata"]!["annotations"]!.AsObject().Select(a => a.Key).ShouldBe(
        [
            "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller", "volume.beta.kubernetes.io/storage-provisioner",
            "volume.kubernetes.io/selected-node", "volume.kubernetes.io/storage-provisioner",
        ], ignoreOrder: true);
        await api.UntilEventAsync("ProvisioningSucceeded", $"Successfully provisioned volume {name} using rancher.io/local-path");
        var volume = (await api.GetAsync($"{Volumes}/{name}")).Json;
        var folder = volume["spec"]!["hostPath"]!["path"]!.GetValue<string>();
        folder.ShouldBe(Path.Combine(api.VolumeFolder, $"{name}_default_data"));
        ((int)File.GetUnixFileMode(folder)).ShouldBe(0x1FF);
        File.WriteAllText(Path.Combine(folder, "f"), "x");
        await api.UntilAsync($"{Volumes}/{name}", v => Phase(v) == "Bound");

        await api.DeleteAsync(Claims + "/data");
        (await api.GetAsync(Claims + "/data")).Json["metadata"]!["deletionTimestamp"].ShouldNotBeNull("a pod uses it");
        Cells(await api.GetAsync(Claims, Table))[1].ShouldBe("Terminating");
        await api.DeleteAsync(Pods + "/user?gracePeriodSeconds=0");
        await api.UntilGoneAsync(Claims + "/data");
        await api.UntilGoneAsync($"{Volumes}/{name}");
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_claim_that_only_a_pod_without_a_node_names_is_not_in_use()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Claims, Claim("data"));
        await CreateAsync(api, Pods, Pod("gated", "data").Replace("\"spec\":{", "\"spec\":{\"schedulingGates\":[{\"name\":\"example.com/later\"}],", StringComparison.Ordinal));
        await api.DeleteAsync(Claims + "/data");
        await api.UntilGoneAsync(Claims + "/data");
    }

    [Fact]
    public async Task The_smallest_volume_that_fits_is_taken_at_once_and_retained_when_its_claim_goes()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Volumes, Volume("big", "10Gi"));
        await CreateAsync(api, Volumes, Volume("fits", "2Gi"));
        await CreateAsync(api, Volumes, Volume("small", "500Mi"));
        await CreateAsync(api, Volumes, Volume("other", "1Gi", storageClass: "fast"));
        await api.UntilAsync(Volumes + "/big", v => Phase(v) == "Available");
        await CreateAsync(api, Claims, Claim("data", storageClass: "\"\""));
        await api.UntilAsync(Claims + "/data", c => Phase(c) == "Bound");
        await api.UntilAsync(Volumes + "/fits", v => Phase(v) == "Bound");
        Cells(await api.GetAsync(Claims, Table))[..7].ShouldBe(["data", "Bound", "fits", "2Gi", "RWO", "", "<unset>"]);

        await api.DeleteAsync(Claims + "/data");
        await api.UntilGoneAsync(Claims + "/data");
        await api.UntilAsync(Volumes + "/fits", v => Phase(v) == "Released");
        await CreateAsync(api, Claims, Claim("again", storageClass: "\"\""));
        await api.UntilAsync(Claims + "/again", c => c["spec"]!["volumeName"]?.GetValue<string>() == "big");
        (await api.MergeAsync(Volumes + "/fits", """{"spec":{"claimRef":null}}""")).Code.ShouldBe(200);
        await api.UntilAsync(Volumes + "/fits", v => Phase(v) == "Available");
    }

    [Fact]
    public async Task A_volume_set_aside_and_one_chosen_by_label_or_name_are_found()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Volumes, Volume("mine", "5Gi", spec: """ "claimRef":{"namespace":"default","name":"reserved"}, """));
        await CreateAsync(api, Volumes, Volume("plain", "1Gi"));
        await CreateAsync(api, Volumes, Volume("gold", "5Gi", labels: """ "tier":"gold" """));
        await CreateAsync(api, Claims, Claim("reserved", storageClass: "\"\""));
        await CreateAsync(api, Claims, Claim("chosen", storageClass: "\"\"", spec: """ "selector":{"matchLabels":{"tier":"gold"}}, """));
        await CreateAsync(api, Claims, Claim("named", storageClass: "\"\"", spec: """ "volumeName":"plain", """));
        foreach (var (claim, volume) in new[] { ("reserved", "mine"), ("chosen", "gold"), ("named", "plain") })
        {
            await api.UntilAsync($"{Claims}/{claim}", c => Phase(c) == "Bound" && c["spec"]!["volumeName"]!.GetValue<string>() == volume);
        }

        await CreateAsync(api, Claims, Claim("late", storageClass: "\"\""));
        await api.UntilEventAsync("FailedBinding", "no persistent volumes available for this claim and no storage");
        await CreateAsync(api, Volumes, Volume("new", "1Gi"));
        await api.UntilAsync(Claims + "/late", c => Phase(c) == "Bound");

        await api.DeleteAsync(Volumes + "/gold");
        (await api.GetAsync(Volumes + "/gold")).Json["metadata"]!["deletionTimestamp"].ShouldNotBeNull("a claim has it");
    }

    [Fact]
    public async Task Immediate_classes_make_volumes_at_once_and_foreign_ones_wait()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Classes, """{"metadata":{"name":"now"},"provisioner":"rancher.io/local-path","reclaimPolicy":"Retain"}""");
        await CreateAsync(api, Classes, """{"metadata":{"name":"ebs"},"provisioner":"ebs.csi.aws.com"}""");
        await CreateAsync(api, Claims, Claim("data", storageClass: "\"now\""));
        await api.UntilAsync(Claims + "/data", c => Phase(c) == "Bound");
        await CreateAsync(api, Claims, Claim("far", storageClass: "\"ebs\""));
        await api.UntilEventAsync("ExternalProvisioning", "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'");
        await CreateAsync(api, Claims, Claim("none", storageClass: "\"nope\""));
        await api.UntilEventAsync("ProvisioningFailed", "storageclass.storage.k8s.io \"nope\" not found");
        var name = (await api.GetAsync(Claims + "/data")).Json["spec"]!["volumeName"]!.GetValue<string>();
        await api.DeleteAsync(Claims + "/data");
        await api.UntilAsync($"{Volumes}/{name}", v => Phase(v) == "Released");
        Directory.EnumerateDirectories(api.VolumeFolder).Count().ShouldBe(1, "it is retained");

        Cells(await api.GetAsync(Classes, Table), "local-path (default)")[..5].ShouldBe(["local-path (default)", "rancher.io/local-path", "Delete", "WaitForFirstConsumer", "false"]);
        Cells(await api.GetAsync(Classes, Table), "now")[..5].ShouldBe(["now", "rancher.io/local-path", "Retain", "Immediate", "false"]);
    }

    [Fact]
    public async Task An_ephemeral_volume_has_a_claim_of_its_pod()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Pods, """
            {"metadata":{"name":"web"},"spec":{"containers":[{"name":"main","image":"busybox:1.32.0","volumeMounts":[{"name":"scratch","mountPath":"/s"}]}],
             "volumes":[{"name":"scratch","ephemeral":{"volumeClaimTemplate":{"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"},"name":"mine"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"local-path","volumeMode":"Filesystem","resources":{"requests":{"storage":"1Gi"}}}}}}]}}
            """);
        await api.UntilAsync(Claims + "/web-scratch", c => Phase(c) == "Bound");
        var claim = (await api.GetAsync(Claims + "/web-scratch")).Json;
        claim["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"a":"b"}""");
        claim["metadata"]!["annotations"]!["c"]!.GetValue<string>().ShouldBe("d");
        claim["spec"]!.AsObject().Where(f => f.Key != "volumeName").Select(f => f.Value!.ToJsonString()).ShouldBe(["""["ReadWriteOnce"]""", """{"requests":{"storage":"1Gi"}}""", "\"local-path\"", "\"Filesystem\""]);
        claim["metadata"]!["ownerReferences"]![0]!["name"]!.GetValue<string>().ShouldBe("web");
        await api.DeleteAsync(Pods + "/web?gracePeriodSeconds=0");
        await api.UntilGoneAsync(Claims + "/web-scratch");
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"c"},"spec":{}}""", "spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value")]
    [InlineData("""{"metadata":{"name":"c"},"spec":{"accessModes":["RWO"],"resources":{"requests":{"storage":"0"}}}}""", "spec.accessModes: Unsupported value: \"RWO\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"")]
    public async Task A_claim_must_say_how_much_and_how_it_is_used(string claim, string fault)
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        var answer = await api.PostAsync(Claims, claim);
        answer.Code.ShouldBe(422);
        answer.Message.ShouldContain(fault.Split(", spec")[0]);
    }

    [Fact]
    public async Task What_a_claim_asks_for_stays()
    {
        await using var api = await ApiHost.StartWithStorageAsync();
        await CreateAsync(api, Claims, Claim("data"));
        (await api.MergeAsync(Claims + "/data", """{"spec":{"accessModes":["ReadWriteMany"]}}""")).Message.ShouldContain(
            "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        await CreateAsync(api, Pods, Pod("user", "data"));
        await api.UntilAsync(Claims + "/data", c => Phase(c) == "Bound");
        (await api.MergeAsync(Claims + "/data", """{"spec":{"resources":{"requests":{"storage":"1Mi"}}}}""")).Message.ShouldContain(
            "spec.resources.requests.storage: Forbidden: field can not be less than previous value");
        (await api.MergeAsync(Claims + "/data", """{"spec":{"resources":{"requests":{"storage":"5Gi"}}}}""")).Message.ShouldContain(
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        (await api.PostAsync(Volumes, """{"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"]}}""")).Message.ShouldContain("spec: Required value: must specify a volume type");
        (await api.PostAsync(Volumes, """{"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"local":{"path":"/x"}}}""")).Message
            .ShouldContain("spec.nodeAffinity: Required value: Local volume requires node affinity");
    }

    private static async Task CreateAsync(ApiHost api, string path, string body)
    {
        var answer = await api.PostAsync(path, body);
        answer.Code.ShouldBe(201, answer.Text);
    }

    private static string Claim(string name, string storageClass = "null", string spec = "") => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{ {{{spec}}} "accessModes":["ReadWriteOnce"],"storageClassName":{{{storageClass}}},"resources":{"requests":{"storage":"1Gi"} } } }
        """;

    private static string Volume(string name, string size, string storageClass = "", string labels = "", string spec = "") => $$$"""
        {"metadata":{"name":"{{{name}}}","labels":{ {{{labels}}} } },"spec":{ {{{spec}}} "capacity":{"storage":"{{{size}}}"},"accessModes":["ReadWriteOnce"],"storageClassName":"{{{storageClass}}}","hostPath":{"path":"/tmp/none"} } }
        """;

    private static string Pod(string name, string claim) => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"{{{claim}}}"} }],
         "containers":[{"name":"main","image":"busybox:1.32.0","volumeMounts":[{"name":"v","mountPath":"/v"}]}]} }
        """;

    private static string? Phase(JsonObject content) => content["status"]?["phase"]?.GetValue<string>();

    private static string[] Cells(ApiAnswer table, string? first = null)
    {
        var rows = table.Json["rows"]!.AsArray().Select(r => r!["cells"]!.AsArray().Select(c => c?.ToString() ?? "").ToArray());
        return first is null ? rows.First() : rows.Single(r => r[0] == first);
    }
}
