using System.Collections.Immutable;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Checking;

/// <summary>What is found in a manifest before anything starts: one fault at a time.</summary>
public sealed class PodCheckerTests
{
    private static readonly ImageStatus Busybox = new("sha256:1", ["busybox:1.32.0"], [], 1, "") { Platform = "linux/amd64", Arguments = ["sh"] };

    [Fact]
    public void A_sound_pod_has_no_findings() => Check("""
        containers: [{name: c, image: "busybox:1.32.0", command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1; done"]}]
        """).ShouldBeEmpty();

    [Theory]
    [InlineData("image: 'Not a name'", CheckCode.ImageNameInvalid, "spec.containers[0].image")]
    [InlineData("image: 'away:1', imagePullPolicy: Never", CheckCode.ImageNeverPulled, "spec.containers[0].imagePullPolicy")]
    [InlineData("image: 'away:1'", CheckCode.ImageNotFound, "spec.containers[0].image")]
    [InlineData("image: 'busybox:1.32.0', imagePullPolicy: Always", CheckCode.ImageNotFound, "spec.containers[0].image")]
    [InlineData("image: 'arm:1'", CheckCode.ImageForOtherCpu, "spec.containers[0].image")]
    [InlineData("image: 'elsewhere:1'", CheckCode.ImageForOtherCpu, "spec.containers[0].image")]
    [InlineData("image: 'app:latest', imagePullPolicy: Never", CheckCode.ImageTagFloating, "spec.containers[0].imagePullPolicy")]
    [InlineData("securityContext: {runAsNonRoot: true}", CheckCode.RunsAsRoot, "spec.containers[0].securityContext")]
    public void Images_are_had_and_run_here(string container, CheckCode code, string field) =>
        Found($"containers: [{{name: c, {(container.StartsWith("image", StringComparison.Ordinal) ? "" : "image: 'busybox:1.32.0', ")}{container}}}]").ShouldBe((code, field));

    [Theory]
    [InlineData("command: [python3, app.py]", CheckCode.CommandNotFound, "spec.containers[0].command[0]")]
    [InlineData("livenessProbe: {exec: {command: [curl, localhost]}}", CheckCode.ProbeCommandNotFound, "spec.containers[0].livenessProbe.exec.command[0]")]
    [InlineData("lifecycle: {preStop: {exec: {command: [/usr/sbin/nginx, -s, quit]}}}", CheckCode.HookCommandNotFound, "spec.containers[0].lifecycle.preStop.exec.command[0]")]
    public void Programs_are_in_the_image(string container, CheckCode code, string field) =>
        Found($"containers: [{{name: c, image: 'busybox:1.32.0', {container}}}]").ShouldBe((code, field));

    [Theory]
    [InlineData("command: [$(PROGRAM)]")]
    [InlineData("command: [/bin/sh, -c, 'exec server']")]
    [InlineData("command: [bin/sh, -c, 'exec server']")]
    [InlineData("command: [tool], env: [{name: PATH, value: /opt}]")]
    [InlineData("command: [/data/tool], volumeMounts: [{name: data, mountPath: /data}]")]
    public void A_program_that_is_there_or_that_nobody_can_know_of_is_not_told(string container) =>
        Check($"containers: [{{name: c, image: 'busybox:1.32.0', {container}}}]\nvolumes: [{{name: data, emptyDir: {{}}}}]").ShouldBeEmpty();

    [Theory]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: hots}}}]", CheckCode.ConfigMapMissing, "spec.containers[0].env[0].valueFrom.configMapKeyRef.key", "did you mean \"host\"?")]
    [InlineData("env: [{name: A, valueFrom: {secretKeyRef: {name: nowhere, key: k}}}]", CheckCode.SecretMissing, "spec.containers[0].env[0].valueFrom.secretKeyRef.key", "create it, or mark the reference optional")]
    [InlineData("envFrom: [{configMapRef: {name: nowhere}}]", CheckCode.ConfigMapMissing, "spec.containers[0].envFrom[0].configMapRef.name", "create it, or mark the reference optional")]
    public void What_is_named_is_in_the_manifest_or_the_store(string container, CheckCode code, string field, string fix)
    {
        var finding = Check($"containers: [{{name: c, image: 'busybox:1.32.0', {container}}}]").ShouldHaveSingleItem();
        (finding.Code, finding.Field, finding.Fix).ShouldBe((code, field, fix));
    }

    [Fact]
    public void References_of_volumes_and_pull_secrets_are_followed_and_optional_ones_are_not()
    {
        var references = ConfigReference.Of(PodOf("""
            imagePullSecrets: [{name: registry}]
            containers: [{name: c, image: "busybox:1.32.0", envFrom: [{secretRef: {name: maybe, optional: true}}]}]
            volumes:
            - {name: a, configMap: {name: m, items: [{key: k, path: p}]}}
            - {name: b, secret: {secretName: s}}
            - {name: c, projected: {sources: [{configMap: {name: pm}}, {secret: {name: ps, items: [{key: pk, path: p}]}}]}}
            - {name: d, persistentVolumeClaim: {claimName: disk}}
            """));
        references.Select(r => $"{r.Field} {r.Kind} {r.Name} {r.Key}{(r.Optional ? "?" : "")}").ShouldBe(
        [
            "spec.containers[0].envFrom[0].secretRef.name Secret maybe ?",
            "spec.volumes[0].configMap.items[0].key ConfigMap m k",
            "spec.volumes[1].secret.secretName Secret s ",
            "spec.volumes[2].projected.sources[0].configMap.name ConfigMap pm ",
            "spec.volumes[2].projected.sources[1].secret.items[0].key Secret ps pk",
            "spec.volumes[3].persistentVolumeClaim.claimName PersistentVolumeClaim disk ",
            "spec.imagePullSecrets[0].name Secret registry ",
        ]);
    }

    [Theory]
    [InlineData("fast", "persistentVolumeClaim: {claimName: disk}", "spec.volumes[0].persistentVolumeClaim.claimName", "let the claim name a class that there is (localpods get storageclasses), or leave storageClassName out")]
    [InlineData("local-pth", "persistentVolumeClaim: {claimName: disk}", "spec.volumes[0].persistentVolumeClaim.claimName", "did you mean \"local-path\"?")]
    [InlineData("", "ephemeral: {volumeClaimTemplate: {spec: {storageClassName: local-pth}}}", "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName", "did you mean \"local-path\"?")]
    [InlineData("local-path", "persistentVolumeClaim: {claimName: disk}", null, null)]
    [InlineData("", "persistentVolumeClaim: {claimName: disk}", null, null)]
    [InlineData("", "ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}", null, null)]
    public void Claims_ask_for_storage_of_a_class_that_there_is(string asked, string volume, string? field, string? fix)
    {
        var findings = Check($"containers: [{{name: c, image: 'other:1'}}]\nvolumes: [{{name: v, {volume}}}]", (e, _) => e with
        {
            Keys = e.Keys.Add(("PersistentVolumeClaim", "default", "disk"), []),
            ClaimClasses = e.ClaimClasses.Add(("default", "disk"), asked),
            StorageClasses = ["local-path", "manual"],
        });
        findings.Select(f => (f.Severity, f.Code, f.Field, f.Fix)).ShouldBe(field is null ? [] : [(CheckSeverity.Error, CheckCode.VolumeClaimUnbound, field, fix!)]);
    }

    [Fact]
    public void What_the_API_would_warn_of_is_told()
    {
        var finding = Check("containers: [{name: c, image: 'other:1', env: [{name: A, value: one}, {name: A, value: two}]}]").ShouldHaveSingleItem();
        (finding.Severity, finding.Code, finding.Field).ShouldBe((CheckSeverity.Warning, CheckCode.Warned, "spec.containers[0].env[1]"));
        finding.Says.ShouldBe("hides previous definition of \"A\", which may be dropped when using apply");
    }

    [Fact]
    public void Pods_that_must_be_kept_apart_are_told_that_they_are_not()
    {
        const string Term = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}";
        var finding = Check($"affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{Term}]}}}}\ncontainers: [{{name: c, image: 'other:1'}}]").ShouldHaveSingleItem();
        (finding.Severity, finding.Code, finding.Field).ShouldBe((CheckSeverity.Warning, CheckCode.FieldWithoutEffect, "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"));
        Check($"affinity: {{podAntiAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 1, podAffinityTerm: {Term}}}]}}}}\ncontainers: [{{name: c, image: 'other:1'}}]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("livenessProbe: {httpGet: {port: http}}", CheckCode.ProbePortUnknown, "spec.containers[0].livenessProbe.httpGet.port")]
    [InlineData("readinessProbe: {tcpSocket: {port: http}}", CheckCode.ProbePortUnknown, "spec.containers[0].readinessProbe.tcpSocket.port")]
    [InlineData("lifecycle: {postStart: {httpGet: {port: http}}}", CheckCode.HookPortUnknown, "spec.containers[0].lifecycle.postStart.httpGet.port")]
    public void Named_ports_are_ports_of_the_container(string container, CheckCode code, string field)
    {
        var finding = Check($"containers: [{{name: c, image: 'busybox:1.32.0', ports: [{{name: web, containerPort: 80}}], {container}}}]").ShouldHaveSingleItem();
        (finding.Code, finding.Field).ShouldBe((code, field));
        finding.Fix.ShouldBe("give a port that name, or use one of: web");
    }

    [Fact]
    public void A_host_port_that_somebody_has_is_told_with_who()
    {
        const string Spec = "containers: [{name: c, image: 'busybox:1.32.0', ports: [{containerPort: 80, hostPort: 8080}]}]";
        Check(Spec, (evidence, port) => evidence with { HostPorts = evidence.HostPorts.Add(0, [new HostPortHolder(port) { Pid = 7, Command = "nginx -g" }]) })
            .ShouldHaveSingleItem().Says.ShouldBe("host port 8080/TCP is taken by nginx -g (pid 7)");
        Check(Spec).ShouldBeEmpty();
        var twice = PodChecker.Check(new CheckEvidence { Objects = [Object(0, "one", Spec), Object(1, "two", Spec)] }).Findings.ShouldHaveSingleItem();
        (twice.Object, twice.Field, twice.Says).ShouldBe((1, "spec.containers[0].ports[0].hostPort", "host port 8080/TCP is taken by pod one of this manifest"));
    }

    [Fact]
    public void A_service_asks_for_ports_that_the_pods_it_selects_have()
    {
        var pod = Object(0, "web", "containers: [{name: c, image: 'busybox:1.32.0', ports: [{name: web, containerPort: 80}]}]", "app: web");
        CheckedObject Service(string port) => new(1, "Service", "default", "web", default)
        {
            Service = Read<Service>($"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: {port}}}]}}"),
        };
        var finding = PodChecker.Check(new CheckEvidence { Objects = [pod, Service("http")] }).Findings.ShouldHaveSingleItem();
        (finding.Object, finding.Code, finding.Field).ShouldBe((1, CheckCode.ServicePortUnknown, "spec.ports[0].targetPort"));
        PodChecker.Check(new CheckEvidence { Objects = [pod, Service("web")] }).Findings.ShouldBeEmpty();
        PodChecker.Check(new CheckEvidence { Objects = [pod, Service("8080")] }).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("command: [sh, -c, 'server & wait']", true)]
    [InlineData("command: [/bin/ash, -c], args: ['while true; do sleep 1; done']", true)]
    [InlineData("command: [bash, -c, 'java -jar app.jar']", false)]
    [InlineData("command: [sh, -c, 'prepare; exec server']", false)]
    [InlineData("command: [sleep, 1h]", true)]
    [InlineData("args: [sleep, 1h]", true)]
    [InlineData("command: [sh, -c, 'prepare; sleep 1h']", true)]
    [InlineData("command: [sh, -c, 'exec sleep 1h']", true)]
    [InlineData("command: [sh, -c, 'server | tee log']", true)]
    [InlineData("command: [sh, -ec, 'server > /dev/null 2>&1']", false)]
    [InlineData("command: [sh, -c, 'trap : TERM; server & wait']", false)]
    [InlineData("command: [sh, -c, 'if prepare; then exec server; fi']", false)]
    [InlineData("command: [sh, -c, 'server --greeting \"a & b; done\"']", false)]
    [InlineData("command: [server]", false)]
    [InlineData("command: [sleep, 1h], lifecycle: {stopSignal: SIGKILL}", false)]
    public void A_first_process_that_does_not_end_at_TERM_is_told(string container, bool told)
    {
        var findings = Check($"containers: [{{name: c, image: 'other:1', {container}}}]");
        findings.Any(f => f is { Code: CheckCode.StopSignalIgnored, Severity: CheckSeverity.Warning }).ShouldBe(told);
        Check($"restartPolicy: Never\ncontainers: [{{name: c, image: 'other:1', {container}}}]").ShouldBeEmpty();
        Check($"terminationGracePeriodSeconds: 1\ncontainers: [{{name: c, image: 'other:1', {container}}}]").ShouldBeEmpty();
        Check($"shareProcessNamespace: true\ncontainers: [{{name: c, image: 'other:1', {container}}}]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/bin/dash", "sh", "server", true)]
    [InlineData("/bin/dash", "bash", "server", false)]
    [InlineData("/bin/dash", "sh", "exec server", false)]
    [InlineData("/bin/busybox", "sh", "prepare; server", false)]
    [InlineData("/bin/busybox", "sh", "prepare\nserver\n", true)]
    [InlineData("/bin/bash", "sh", "prepare; server", false)]
    public void A_shell_replaces_itself_by_the_last_command_or_not_as_the_image_has_it(string kind, string shell, string script, bool remains) =>
        new ShellScript(shell, script).Remains([kind]).ShouldBe(remains);

    [Theory]
    [InlineData("{exec: {command: [sleep, '10']}}", true)]
    [InlineData("{exec: {command: [sh, -c, 'sleep 1; drain && sleep 9.5']}}", true)]
    [InlineData("{exec: {command: [sh, -c, 'sleep 1m']}}", true)]
    [InlineData("{exec: {command: [sleep, '9']}}", false)]
    [InlineData("{sleep: {seconds: 10}}", true)]
    [InlineData("{sleep: {seconds: 3}}", false)]
    public void A_preStop_hook_fits_into_the_grace_period(string hook, bool told) =>
        Check($"terminationGracePeriodSeconds: 10\ncontainers: [{{name: c, image: 'other:1', command: [server], lifecycle: {{preStop: {hook}}}}}]")
            .Any(f => f.Code == CheckCode.PreStopTooLong).ShouldBe(told);

    [Fact]
    public void Requests_fit_the_node()
    {
        var finding = Check("containers: [{name: a, image: 'other:1', resources: {requests: {cpu: 1500m, memory: 1Gi}}}, {name: b, image: 'other:1', resources: {requests: {cpu: 600m}}}]").ShouldHaveSingleItem();
        (finding.Code, finding.Field, finding.Says).ShouldBe((CheckCode.ResourcesShort, "spec.containers[0].resources.requests[cpu]", "the pod requests 2100m of cpu, and the node has 2"));
    }

    [Theory]
    [InlineData("initContainers: [{name: i, image: 'other:1', resources: {requests: {cpu: 3}}}]\ncontainers: [{name: c, image: 'other:1', resources: {requests: {cpu: 1}}}]", "spec.initContainers[0].resources.requests[cpu]")]
    [InlineData("resources: {requests: {cpu: 3}}\ncontainers: [{name: c, image: 'other:1', resources: {requests: {cpu: 1}}}]", "spec.resources.requests[cpu]")]
    public void What_requests_most_is_named(string spec, string field) => Found(spec).ShouldBe((CheckCode.ResourcesShort, field));

    [Theory]
    [InlineData("securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}", "spec.securityContext.sysctls", "the node refuses the pod: SysctlForbidden: forbidden sysctl: \"kernel.msgmax\" not allowlisted")]
    [InlineData("os: {name: windows}", "spec.os.name", "the node refuses the pod: PodOSNotSupported: Failed to admit pod as the OS field doesn't match node OS")]
    [InlineData("securityContext: {appArmorProfile: {type: RuntimeDefault}}", "spec.securityContext.appArmorProfile", "the node refuses the pod: AppArmor: Cannot enforce AppArmor: AppArmor is not enabled on the host")]
    [InlineData("nodeSelector: {disk: hdd}", "spec.nodeSelector", "the pod waits: node(s) didn't match Pod's node affinity/selector")]
    [InlineData("nodeSelector: {disk: ssd}", null, null)]
    [InlineData("nodeName: n1\nnodeSelector: {disk: hdd}", "spec.nodeSelector", "the node refuses the pod: NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")]
    public void The_node_takes_the_pod(string spec, string? field, string? says)
    {
        var findings = Check($"{spec}\ncontainers: [{{name: c, image: 'other:1'}}]", (e, _) => e with { Engine = e.Engine! with { AppArmor = false } });
        findings.Select(f => (f.Severity, f.Code, f.Field, f.Says)).ShouldBe(field is null ? [] : [(CheckSeverity.Error, CheckCode.NodeRefused, field, says!)]);
    }

    [Fact]
    public void What_is_not_on_the_nodes_disk_is_told_of_the_pod_that_needs_it()
    {
        NodeFault[] faults = [new(0, "spec.volumes[0].hostPath.path", CheckCode.HostPathWrongType, "it is a file"), new(1, "x", CheckCode.SeccompProfileMissing, "of another")];
        var finding = Check("containers: [{name: c, image: 'other:1'}]", (e, _) => e with { NodeFaults = [.. faults] }).ShouldHaveSingleItem();
        (finding.Severity, finding.Code, finding.Field, finding.Says).ShouldBe((CheckSeverity.Error, CheckCode.HostPathWrongType, "spec.volumes[0].hostPath.path", "it is a file"));
        finding.Fix.ShouldContain("DirectoryOrCreate");
    }

    [Fact]
    public void A_node_that_is_cordoned_or_tainted_is_told()
    {
        var spec = new NodeSpec { Unschedulable = true, Taints = [new Taint { Key = "k", Value = "v", Effect = "NoSchedule" }] };
        Check("containers: [{name: c, image: 'other:1'}]", (e, _) => e with { Node = e.Node! with { Spec = spec } }).Select(f => f.Says).ShouldBe(
            ["the pod waits: node(s) had untolerated taint {k: v}", "the pod waits: node(s) were unschedulable"]);
        Check("containers: [{name: c, image: 'other:1'}]\ntolerations: [{operator: Exists}]", (e, _) => e with { Node = e.Node! with { Spec = spec } }).ShouldBeEmpty();
    }

    [Fact]
    public void Fields_that_are_refused_or_without_effect_are_told()
    {
        var findings = Check("runtimeClassName: fast\ncontainers: [{name: c, image: 'other:1'}]\nvolumes: [{name: v, nfs: {server: files, path: /}}]");
        findings.Select(f => (f.Severity, f.Code, f.Field)).ShouldBe(
        [
            (CheckSeverity.Error, CheckCode.FieldRefused, "spec.volumes[0].nfs.server"),
            (CheckSeverity.Error, CheckCode.FieldRefused, "spec.volumes[0].nfs.path"),
            (CheckSeverity.Warning, CheckCode.FieldWithoutEffect, "spec.runtimeClassName"),
        ]);
    }

    private static (CheckCode Code, string Field) Found(string spec) => Check(spec).ShouldHaveSingleItem() is var finding ? (finding.Code, finding.Field) : default;

    private static ImmutableArray<CheckFinding> Check(string spec, Func<CheckEvidence, PortMapping, CheckEvidence>? change = null)
    {
        var evidence = new CheckEvidence
        {
            Objects = [Object(0, "web", spec)],
            Keys = ImmutableDictionary<(string, string, string), ImmutableHashSet<string>>.Empty.Add(("ConfigMap", "default", "settings"), ["host", "port"]),
            Images = ImmutableDictionary<string, ImageFacts>.Empty
                .Add("busybox:1.32.0", new ImageFacts { Present = Busybox, Programs = ["/bin/sh", "/opt/tool"], Refusal = "no such manifest" })
                .Add("arm:1", new ImageFacts { Present = Busybox with { Platform = "linux/arm64" }, Programs = [] })
                .Add("elsewhere:1", new ImageFacts { Platforms = ["linux/arm64", "linux/s390x"] })
                .Add("app:latest", new ImageFacts { Present = Busybox, Programs = [] })
                .Add("other:1", new ImageFacts { Present = Busybox })
                .Add("away:1", new ImageFacts { Refusal = "no such manifest" }),
            Engine = new RuntimeVersion("fake", "1", "1", "memory") { Architecture = "amd64" },
            Node = new Node
            {
                Metadata = new ObjectMeta { Name = "n1", Labels = ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd") },
                Status = new NodeStatus { Allocatable = ImmutableSortedDictionary<string, Quantity>.Empty.Add("cpu", Quantity.Parse("2")).Add("memory", Quantity.Parse("4Gi")) },
            },
        };
        return PodChecker.Check(change is null ? evidence : change(evidence, new PortMapping(80, 8080, PortProtocol.Tcp, null))).Findings;
    }

    private static CheckedObject Object(int index, string name, string spec, string labels = "")
    {
        var manifest = ManifestReader.Read("web.yml", System.Text.Encoding.UTF8.GetBytes(Manifest(name, spec, labels)));
        manifest.Faults.ShouldBeEmpty();
        return new CheckedObject(index, "Pod", "default", name, JsonElement.Parse(manifest.Objects[0].Json.ToJsonString())) { Pod = PodOf(spec, name, labels) };
    }

    private static string Manifest(string name, string spec, string labels) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: default, labels: {{{labels}}}}}\nspec:\n{string.Join('\n', spec.Split('\n').Select(l => "  " + l))}\n";

    private static Pod PodOf(string spec, string name = "web", string labels = "") => PodDefaults.Apply(Read<Pod>(Manifest(name, spec, labels)));

    private static T Read<T>(string manifest)
        where T : class, Api.Meta.IKubernetesObject =>
        ApiJson.FromJson<T>(System.Text.Encoding.UTF8.GetBytes(ManifestReader.Read("x.yml", System.Text.Encoding.UTF8.GetBytes(manifest)).Objects[0].Json.ToJsonString()));
}
