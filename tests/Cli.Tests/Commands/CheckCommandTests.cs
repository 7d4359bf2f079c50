namespace LocalPods.Cli.Tests.Commands;

public sealed class CheckCommandTests : CommandTest
{
    private const string Web = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          containers:
          - name: main
            image: nginx:1.17.10-alpine
            livenessProbe:
              exec:
                command: [curl, localhost]
        """;

    private const string Report = """
        {"findings": [
          {"object": 1, "field": "spec.containers[0].livenessProbe.exec.command[0]", "severity": "Error", "code": "ProbeCommandNotFound", "says": "the liveness probe runs \"curl\"", "fix": "use wget"},
          {"object": 1, "field": "spec.containers[0].image", "severity": "Warning", "code": "StopSignalIgnored", "says": "it is \u001b[31mdeaf", "fix": ""}
        ], "notKnown": ["whether its registry has it: no answer in time"]}
        """;

    [Fact]
    public void Findings_are_told_a_line_each_at_their_places_and_an_error_fails()
    {
        Api.On("POST /localpods/check", Report);
        RunWith(Web, "check", "-f", "-").ShouldBe(new CommandOutcome(1, """
            STDIN:11:5: warning: it is ^[[31mdeaf
            STDIN:14:19: error: the liveness probe runs "curl"; use wget
            not known: whether its registry has it: no answer in time
            1 error, 1 warning in 2 objects

            """, ""));
        Api.Requests.ShouldContain("POST /localpods/check");
    }

    [Fact]
    public void Programs_get_places_and_codes()
    {
        Api.On("POST /localpods/check", Report);
        var document = System.Text.Json.JsonElement.Parse(RunWith(Web, "check", "-f", "-", "-o", "json").Output);
        var error = document.GetProperty("findings")[1];
        (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("object").GetString(), error.GetProperty("code").GetString(), error.GetProperty("severity").GetString())
            .ShouldBe(("STDIN", 14, "pod/web", "ProbeCommandNotFound", "error"));
        (document.GetProperty("errors").GetInt32(), document.GetProperty("warnings").GetInt32()).ShouldBe((1, 1));
    }

    [Fact]
    public void Without_findings_that_is_said()
    {
        Api.On("POST /localpods/check", """{"findings": [], "notKnown": []}""");
        RunWith(Web, "check", "-f", "-").ShouldBe(new CommandOutcome(0, "nothing found in 2 objects\n", ""));
    }

    [Fact]
    public void A_manifest_with_faults_is_told_as_apply_tells_it_and_the_server_is_not_asked()
    {
        var outcome = RunWith(Web.Replace("image:", "imag:", StringComparison.Ordinal), "check", "-f", "-");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain("did you mean \"image\"?");
        Api.Requests.ShouldNotContain("POST /localpods/check");
        Run("check").Error.ShouldBe("error: must specify one of -f; see 'localpods check --help' for usage\n");
    }
}
