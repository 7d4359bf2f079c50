namespace LocalPods.Cli.Tests.Commands;

/// <summary><c>apply --prune</c>.</summary>
public sealed class PruneTests : CommandTest
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Applied = "\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"{}\"}";

    private string One => Manifest("one.yml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, labels: {app: x}}\n");

    [Fact]
    public void What_was_applied_and_is_not_among_the_manifests_is_deleted()
    {
        Api.On($"GET {Maps}/one", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"default","uid":"1",{{{Applied}}}}}""")
            .On($"PUT {Maps}/one?fieldManager=kubectl-client-side-apply&fieldValidation=Strict", """{"metadata":{"name":"one","uid":"1"}}""")
            .On($"GET {Maps}?labelSelector=app%3Dx", $$$"""
                {"items":[{"metadata":{"name":"one","uid":"1",{{{Applied}}}}},{"metadata":{"name":"old","uid":"2",{{{Applied}}}}},{"metadata":{"name":"made","uid":"3"}}]}
                """)
            .On($"DELETE {Maps}/old", "{}");
        Run("apply", "-f", One, "--prune", "-l", "app=x", "--prune-allowlist=core/v1/ConfigMap", "--dry-run=client").Output.ShouldEndWith("configmap/old pruned (dry run)\n");
        Api.Requests.ShouldNotContain(r => r.StartsWith("DELETE", StringComparison.Ordinal));
        Run("apply", "-f", One, "--prune", "-l", "app=x", "--prune-allowlist=core/v1/ConfigMap").Output.ShouldBe("configmap/one configured\nconfigmap/old pruned\n");
        Api.Requests.Count(r => r.StartsWith("DELETE", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Flags_that_would_prune_too_much_are_refused()
    {
        Run("apply", "-f", One, "--prune").Error.ShouldStartWith("error: all resources selected for prune without explicitly passing --all.");
        Run("apply", "-f", One, "--prune", "--all", "-l", "a=b").Error.ShouldBe("error: cannot set --all and --selector at the same time\n");
        Run("apply", "-f", One, "--prune", "--all", "--prune-allowlist=ConfigMap").Error.ShouldBe("error: invalid GroupVersionKind format: ConfigMap, please follow <group/version/kind>\n");
        Run("apply", "-f", One, "-l", "app=other").Error.ShouldBe("error: no objects passed to apply\n");
        Api.Requests.ShouldBeEmpty();
    }
}
