namespace LocalPods.Cli.Tests.Commands;

public sealed class DiffCommandTests : CommandTest
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private const string Live = """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"default","managedFields":[],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"metadata\":{\"annotations\":{}},\"data\":{\"a\":\"1\"}}"}},"data":{"a":"1"}}
        """;

    private string One(string value) => Manifest("one.yml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one, labels: {{app: x}}}}\ndata: {{a: '{value}'}}\n");

    [Fact]
    [Trait("spec", "KC-08")]
    public void Differences_are_shown_and_told_by_the_exit_code()
    {
        Api.On($"GET {Maps}/one", Live).On($"PUT {Maps}/one?dryRun=All&fieldManager=kubectl-client-side-apply", Live.Replace("\"data\":{\"a\":\"1\"}", "\"data\":{\"a\":\"2\"}", StringComparison.Ordinal));
        var shown = Run("diff", "-f", One("2"));
        shown.Code.ShouldBe(1);
        shown.Output.ShouldMatch(@"^diff -u -N \S+/LIVE-\S+/v1\.ConfigMap\.default\.one \S+/MERGED-\S+/v1\.ConfigMap\.default\.one\n---");
        shown.Output.ShouldContain("-  a: \"1\"\n+  a: \"2\"\n");
        shown.Output.ShouldNotContain("managedFields");
        Api.Bodies[0].ShouldContain("last-applied-configuration");
        Run("diff", "-f", One("2"), "-l", "app=other").ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void Without_a_difference_nothing_is_printed()
    {
        Api.On($"GET {Maps}/one", Live).On($"PUT {Maps}/one?dryRun=All&fieldManager=kubectl-client-side-apply", Live);
        Run("diff", "-f", One("1")).ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void What_is_not_there_yet_is_shown_whole_and_secrets_are_not()
    {
        const string Secrets = "/api/v1/namespaces/default/secrets";
        Api.NotFound($"GET {Maps}/one", "configmaps", "one").On($"POST {Maps}?dryRun=All&fieldManager=kubectl-client-side-apply", Live);
        Run("diff", "-f", One("1")).Output.ShouldContain("+apiVersion: v1\n+data:\n+  a: \"1\"\n");

        const string Secret = """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"MQ==","b":"Mg=="}}""";
        Api.On($"GET {Secrets}/s", Secret).On($"PUT {Secrets}/s?dryRun=All&fieldManager=kubectl-client-side-apply", Secret.Replace("MQ==", "Mw==", StringComparison.Ordinal));
        var shown = Run("diff", "-f", Manifest("s.yml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: Mw==}\n")).Output;
        shown.ShouldContain("-  a: '*** (before)'\n+  a: '*** (after)'\n   b: '***'\n");
        shown.ShouldNotContain("Mw==");
    }

    [Fact]
    public void A_failure_has_an_exit_code_of_its_own()
    {
        Run("diff").ShouldBe(new(2, "", "error: must specify one of -f and -k\n"));
        Run("diff", "-f", One("1"), "--force-conflicts").ShouldBe(new(2, "", "error: --force-conflicts only works with --server-side\n"));
        Api.On($"GET {Maps}/one", FakeApi.StatusJson(403, "Forbidden", "no"), 403);
        Run("diff", "-f", One("1")).ShouldBe(new(2, "", "Error from server (Forbidden): no\n"));
    }
}
