namespace LocalPods.Cli.Tests.Commands;

public sealed class CoverageCommandTests : CommandTest
{
    private const string Web = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          runtimeClassName: fast
          nodeSelector: { disk: ssd }
          dnsPolicy: ClusterFirst
          containers:
          - name: main
            image: nginx:1.17.10-alpine
            comand: [nginx]
          volumes:
          - name: share
            nfs: { server: files, path: / }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        """;

    [Fact]
    public void Each_field_is_told_where_it_stands_and_counted()
    {
        var outcome = RunWith(Web, "coverage", "-f", "-");
        outcome.Error.ShouldBeEmpty();
        outcome.Code.ShouldBe(0);
        Golden.Check("coverage", outcome.Output);
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Programs_get_places_and_counts()
    {
        var document = System.Text.Json.JsonElement.Parse(RunWith(Web, "coverage", "-f", "-", "-o", "json").Output);
        var first = document.GetProperty("fields").EnumerateArray().Single(f => f.GetProperty("field").GetString() == "spec.runtimeClassName");
        (first.GetProperty("file").GetString(), first.GetProperty("line").GetInt32(), first.GetProperty("column").GetInt32(), first.GetProperty("object").GetString(), first.GetProperty("coverage").GetString())
            .ShouldBe(("STDIN", 6, 3, "pod/web", "no effect"));
        document.GetProperty("others")[0].GetString().ShouldBe("configmap/settings");
        document.GetProperty("counts").GetProperty("emulated").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void What_cannot_be_read_is_told_as_apply_tells_it()
    {
        var outcome = RunWith("kind: Pod\nspec: [", "coverage", "-f", "-");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldStartWith("STDIN:2:");
        Run("coverage").Error.ShouldBe("error: must specify one of -f; see 'localpods coverage --help' for usage\n");
        Run("coverage", "web").Code.ShouldBe(1);
    }
}
