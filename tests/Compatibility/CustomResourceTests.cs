using System.Text.Json.Nodes;

namespace LocalPods.Compatibility;

[Trait("needs", "docker")]
public sealed class CustomResourceTests(Instance instance) : KubectlTest(instance)
{
    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "API-38")]
    [Trait("spec", "API-40")]
    [Trait("spec", "KC-06")]
    [Trait("spec", "KC-29")]
    [Trait("spec", "KC-31")]
    public async Task A_kind_is_added_used_like_any_other_and_taken_away(string version)
    {
        Kubectl.Require(version);
        var group = Namespace(version) + ".example.com";
        var definition = Definition(group);
        var both = $"{definition}\n---\n{CronTab(group, "cronSpec: '* * * * *'")}";
        await TryAsync(version, null, "create", "namespace", Namespace(version));

        // As against a cluster: the kind has to be there before its objects can be named.
        var first = await TryAsync(version, both, "apply", "-f", "-");
        first.Output.ShouldBe($"customresourcedefinition.apiextensions.k8s.io/crontabs.{group} created\n");
        first.Error.ShouldContain("ensure CRDs are installed first");
        await MustAsync(version, "wait", "--for=condition=established", "crd/crontabs." + group, "--timeout=30s");
        (await MustAsync(version, both, ["apply", "-f", "-"])).ShouldBe($"customresourcedefinition.apiextensions.k8s.io/crontabs.{group} unchanged\ncrontab.{group}/a created\n");
        (await MustAsync(version, both, ["apply", "-f", "-"])).ShouldEndWith("a unchanged\n");

        (await MustAsync(version, "get", "crontabs." + group)).ShouldMatch(@"^NAME +SPEC +REPLICAS +AGE\na +\* \* \* \* \* +1 +\d+s\n$");
        (await MustAsync(version, "get", "crontabs." + group, "-o", "jsonpath={.items[0].kind}")).ShouldBe("CronTab");
        (await MustAsync(version, "explain", $"crontabs.{group}.spec.cronSpec")).ShouldContain("When to run.");
        await MustAsync(version, "patch", "crontabs." + group, "a", "--type=merge", "-p", """{"spec":{"replicas":2}}""");
        await MustAsync(version, "scale", "crontabs." + group, "a", "--replicas=3");
        (await MustAsync(version, "get", "crontabs." + group, "a", "-o", "jsonpath={.spec.replicas}")).ShouldBe("3");

        (await TryAsync(version, CronTab(group, "cron: x"), "apply", "-f", "-")).Error.ShouldContain("strict decoding error: unknown field \"spec.cron\"");
        (await TryAsync(version, CronTab(group, "replicas: many"), "apply", "-f", "-")).Error
            .ShouldContain("spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"");

        (await MustAsync(version, "delete", "crd", "crontabs." + group)).ShouldStartWith($"customresourcedefinition.apiextensions.k8s.io \"crontabs.{group}\" deleted");
        (await TryAsync(version, null, "get", "crontabs." + group)).ExitCode.ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_restarted_daemon_serves_added_kinds_at_once()
    {
        var version = Kubectl.Versions.Cast<object[]>().Select(row => (string)row[0]).Last();
        Kubectl.Require(version);
        await MustAsync(version, Definition("restart.example.com"), ["apply", "-f", "-"]);
        await MustAsync(version, "wait", "--for=condition=established", "crd/crontabs.restart.example.com", "--timeout=30s");
        await MustAsync(version, CronTab("restart.example.com", "cronSpec: x").Replace("name: a", "name: a, namespace: default", StringComparison.Ordinal), ["--namespace=default", "apply", "-f", "-"]);
        await RestartAsync();
        var read = await MustAsync(version, "get", "--raw", "/apis/restart.example.com/v1/namespaces/default/crontabs/a");
        JsonNode.Parse(read)!["spec"]!["cronSpec"]!.GetValue<string>().ShouldBe("x");
        await MustAsync(version, "delete", "crd", "crontabs.restart.example.com");
    }

    private static string CronTab(string group, string spec) => $$"""
        apiVersion: {{group}}/v1
        kind: CronTab
        metadata: {name: a}
        spec: { {{spec}} }
        """;

    private static string Definition(string group) => $$$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: crontabs.{{{group}}}
        spec:
          group: {{{group}}}
          scope: Namespaced
          names: {plural: crontabs, kind: CronTab}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      cronSpec: {type: string, description: When to run.}
                      replicas: {type: integer, default: 1}
                  status: {type: object, properties: {replicas: {type: integer} } }
            subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
            additionalPrinterColumns:
            - {name: Spec, type: string, jsonPath: .spec.cronSpec}
            - {name: Replicas, type: integer, jsonPath: .spec.replicas}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
        """;
}
