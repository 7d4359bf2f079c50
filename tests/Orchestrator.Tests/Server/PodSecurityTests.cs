using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Admission.PodSecurity;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Pod Security Admission: every rule with a pod that breaks it and one that keeps it, and what namespaces make of the rules.</summary>
public sealed class PodSecurityTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Default = "/api/v1/namespaces/default";

    private const string Tight = """
        "securityContext":{"runAsNonRoot":true,"runAsUser":7,"seccompProfile":{"type":"RuntimeDefault"}},
        "containers":[{"name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}}]
        """;

    // Rule, a spec that breaks it, what is said, a spec that keeps it.
    public static TheoryData<string, string, string> Baseline { get; } = new()
    {
        {
            Containers("""{"name":"a","securityContext":{"appArmorProfile":{"type":"Unconfined"}}}"""),
            "forbidden AppArmor profile (container \"a\" must not set AppArmor profile type to \"Unconfined\")",
            Containers("""{"name":"a","securityContext":{"appArmorProfile":{"type":"RuntimeDefault"}}}""")
        },
        {
            Containers("""{"name":"a","securityContext":{"capabilities":{"add":["SYS_ADMIN","CHOWN","NET_RAW"]}}}"""),
            "non-default capabilities (container \"a\" must not include \"NET_RAW\", \"SYS_ADMIN\" in securityContext.capabilities.add)",
            Containers("""{"name":"a","securityContext":{"capabilities":{"add":["CHOWN","KILL"]}}}""")
        },
        { """{"hostNetwork":true,"hostPID":true,"hostIPC":true}""", "host namespaces (hostIPC, hostNetwork, hostPID)", """{"hostNetwork":false}""" },
        { """{"volumes":[{"name":"v","hostPath":{"path":"/"}},{"name":"w","hostPath":{"path":"/"}}]}""", "hostPath volumes (volumes \"v\", \"w\")", """{"volumes":[{"name":"v","nfs":{"server":"s","path":"/"}}]}""" },
        {
            Containers("""{"name":"a","ports":[{"containerPort":80,"hostPort":8080}]},{"name":"b","ports":[{"containerPort":81,"hostPort":8081}]}"""),
            "hostPort (containers \"a\", \"b\" use hostPorts 8080, 8081)",
            Containers("""{"name":"a","ports":[{"containerPort":80,"hostPort":0}]}""")
        },
        {
            Containers("""{"name":"a","livenessProbe":{"httpGet":{"port":80,"host":"example.com"}},"lifecycle":{"preStop":{"tcpSocket":{"port":1,"host":"10.0.0.1"}}}}"""),
            "probe or lifecycle host (container \"a\" uses probe or lifecycle hosts \"10.0.0.1\", \"example.com\")",
            Containers("""{"name":"a","livenessProbe":{"httpGet":{"port":80}}}""")
        },
        {
            """{"initContainers":[{"name":"i","securityContext":{"privileged":true}}],"containers":[{"name":"a","securityContext":{"privileged":true}}]}""",
            "privileged (containers \"i\", \"a\" must not set securityContext.privileged=true)",
            Containers("""{"name":"a","securityContext":{"privileged":false}}""")
        },
        {
            Containers("""{"name":"a","securityContext":{"procMount":"Unmasked"}}"""),
            "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")",
            Containers("""{"name":"a","securityContext":{"procMount":"Default"}}""")
        },
        {
            """{"securityContext":{"seLinuxOptions":{"type":"spc_t","user":"u"}},"containers":[{"name":"a","securityContext":{"seLinuxOptions":{"role":"r"}}}]}""",
            "seLinuxOptions (pod and container \"a\" set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may not be set; role may not be set)",
            """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t","level":"s0"}}}"""
        },
        {
            """{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}""",
            "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")",
            """{"securityContext":{"seccompProfile":{"type":"Localhost"}}}"""
        },
        {
            """{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"},{"name":"net.ipv4.tcp_syncookies","value":"1"},{"name":"a","value":"1"}]}}""",
            "forbidden sysctls (kernel.msgmax, a)",
            """{"securityContext":{"sysctls":[{"name":"net.ipv4.tcp_rmem","value":"1"}]}}"""
        },
        {
            """{"securityContext":{"windowsOptions":{"hostProcess":true}}}""",
            "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
            """{"securityContext":{"windowsOptions":{"hostProcess":false}}}"""
        },
    };

    public static TheoryData<string, string> Restricted { get; } = new()
    {
        { Tightly("\"allowPrivilegeEscalation\":false,", ""), "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false)" },
        { Tightly("\"drop\":[\"ALL\"],", ""), "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"])" },
        { Tightly("NET_BIND_SERVICE", "CHOWN"), "unrestricted capabilities (container \"c\" must not include \"CHOWN\" in securityContext.capabilities.add)" },
        {
            Tightly("\"containers\"", """ "volumes":[{"name":"ok","emptyDir":{}},{"name":"h","hostPath":{"path":"/"}},{"name":"n","nfs":{"server":"s","path":"/"}}],"containers" """),
            "restricted volume types (volumes \"h\", \"n\" use restricted volume types \"hostPath\", \"nfs\")"
        },
        { Tightly("\"runAsNonRoot\":true,", ""), "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true)" },
        { Tightly("\"runAsNonRoot\":true", "\"runAsNonRoot\":false"), "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)" },
        { Tightly("\"runAsUser\":7", "\"runAsUser\":0"), "runAsUser=0 (pod must not set runAsUser=0)" },
        { Tightly(",\"seccompProfile\":{\"type\":\"RuntimeDefault\"}", ""), "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")" },
        { Tightly("RuntimeDefault", "Unconfined"), "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")" },
    };

    [Theory]
    [MemberData(nameof(Baseline))]
    public void Each_rule_of_baseline_tells_what_breaks_it_and_passes_what_does_not(string bad, string told, string good)
    {
        Find(bad, PodSecurityLevel.Baseline).ShouldBe([told]);
        Find(good, PodSecurityLevel.Baseline).ShouldBeEmpty();
        Find(bad, PodSecurityLevel.Privileged).ShouldBeEmpty();
        Find(bad, PodSecurityLevel.Restricted).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Restricted))]
    public void Each_rule_of_restricted_tells_what_breaks_it(string bad, string told)
    {
        Find(bad, PodSecurityLevel.Restricted).ShouldBe([told]);
        Find("{" + Tight + "}", PodSecurityLevel.Restricted).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(26, "forbidden sysctls (net.ipv4.ip_local_reserved_ports)")]
    [InlineData(27, "")]
    public void A_version_knows_what_came_with_it_and_no_more(int minor, string told)
    {
        var spec = Spec("""{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports","value":"1"}]}}""");
        string.Join(", ", PodSecurityChecks.Find(new(), spec, new PodSecurityStandard(PodSecurityLevel.Baseline, minor))).ShouldBe(told);
    }

    [Fact]
    public void An_annotation_of_the_older_form_counts_for_AppArmor()
    {
        var annotations = ImmutableSortedDictionary<string, string>.Empty.Add("container.apparmor.security.beta.kubernetes.io/a", "unconfined");
        var pod = new Api.Meta.ObjectMeta { Annotations = annotations };
        PodSecurityChecks.Find(pod, Spec("{}"), new PodSecurityStandard(PodSecurityLevel.Baseline, null)).ShouldHaveSingleItem().Reason.ShouldBe("forbidden AppArmor profile");
    }

    [Fact]
    public async Task A_namespace_refuses_pods_by_what_it_enforces_and_warns_by_what_it_warns_of()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.MergeAsync(Default, Labels("\"pod-security.kubernetes.io/enforce\":\"baseline\",\"pod-security.kubernetes.io/warn\":\"restricted\",\"pod-security.kubernetes.io/warn-version\":\"v1.30\""))).Code.ShouldBe(200);
        var refused = await api.PostAsync(Pods, Pod("p", """{"containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}"""));
        refused.Code.ShouldBe(403);
        refused.Message.ShouldBe("pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container \"c\" must not set securityContext.privileged=true)");
        refused.Warnings.ShouldBeEmpty("who is refused need not be warned");
        var warned = await api.PostAsync(Pods, Pod("p", """{"containers":[{"name":"c","image":"i"}]}"""));
        warned.Code.ShouldBe(201);
        warned.Warnings.ShouldContain("would violate PodSecurity \\\"restricted:v1.30\\\": allowPrivilegeEscalation != false (container \\\"c\\\" must set securityContext.allowPrivilegeEscalation=false)");
        warned.Warnings.ShouldEndWith("must set securityContext.seccompProfile.type to \\\"RuntimeDefault\\\" or \\\"Localhost\\\")\"", Case.Sensitive, "all of it");
        (await api.PostAsync(Pods, Pod("q", "{" + Tight + "}"))).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_names_every_rule_in_the_order_of_Kubernetes()
    {
        await using var api = await ApiHost.StartAsync();
        await api.MergeAsync(Default, Enforcing("restricted"));
        (await api.PostAsync(Pods, Pod("p", """{"containers":[{"name":"c","image":"i"}]}"""))).Message.ShouldBe(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": "
            + "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), "
            + "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), "
            + "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        (await api.PostAsync(Pods, Pod("tight", "{" + Tight + "}"))).Code.ShouldBe(201);
        (await api.MergeAsync(Pods + "/tight", """{"metadata":{"labels":{"a":"b"}}}""")).Code.ShouldBe(200);
        var ephemeral = """{"spec":{"ephemeralContainers":[{"name":"e","image":"i"}]}}""";
        (await api.MergeAsync(Pods + "/tight/ephemeralcontainers", ephemeral)).Message.ShouldContain("violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"e\"");
    }

    [Fact]
    public async Task Who_makes_a_namespace_stricter_hears_of_pods_that_would_be_refused()
    {
        await using var api = await ApiHost.StartAsync();
        foreach (var name in (string[])["b", "a", "z"])
        {
            await api.PostAsync(Pods, Pod(name, """{"hostPID":true,"containers":[{"name":"c","image":"i"}]}"""));
        }

        await api.PostAsync(Pods, Pod("m", """{"containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}"""));
        var labelled = await api.MergeAsync(Default, Enforcing("baseline"));
        labelled.Code.ShouldBe(200);
        labelled.Warnings.ShouldBe(
            """
            299 - "existing pods in namespace \"default\" violate the new PodSecurity enforce level \"baseline:latest\""
            299 - "a (and 2 other pods): host namespaces"
            299 - "m: privileged"
            """);
        (await api.MergeAsync(Default, Enforcing("privileged"))).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Labels_that_say_nothing_known_are_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var refused = await api.MergeAsync(Default, """{"metadata":{"labels":{"pod-security.kubernetes.io/audit":"strict","pod-security.kubernetes.io/enforce-version":"1.25"}}}""");
        refused.Code.ShouldBe(422);
        refused.Message.ShouldBe(
            "Namespace \"default\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: \"1.25\": must be \"latest\" or \"v1.x\", "
            + "metadata.labels[pod-security.kubernetes.io/audit]: Invalid value: \"strict\": must be one of privileged, baseline, restricted]");
    }

    private static string Enforcing(string level) => Labels($"\"pod-security.kubernetes.io/enforce\":\"{level}\"");

    private static string Labels(string labels) => """{"metadata":{"labels":{LABELS}}}""".Replace("LABELS", labels, StringComparison.Ordinal);

    private static string Containers(string containers) => $"{{\"containers\":[{containers}]}}";

    private static string Tightly(string was, string now)
    {
        Tight.ShouldContain(was);
        return "{" + Tight.Replace(was, now, StringComparison.Ordinal) + "}";
    }

    private static string Pod(string name, string spec) => $"{{\"metadata\":{{\"name\":\"{name}\"}},\"spec\":{spec}}}";

    private static PodSpec Spec(string json) => ApiJson.FromJson<Pod>(System.Text.Encoding.UTF8.GetBytes($"{{\"spec\":{json}}}"))!.Spec;

    private static string[] Find(string spec, PodSecurityLevel level) => [.. PodSecurityChecks.Find(new(), Spec(spec), new PodSecurityStandard(level, null)).Select(f => f.ToString())];
}
