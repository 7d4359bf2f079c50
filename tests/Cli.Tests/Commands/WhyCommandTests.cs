using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

public sealed class WhyCommandTests : CommandTest
{
    private const string Request = "GET /localpods/namespaces/default/pods/web/why";

    private const string NotReady = """
        {
          "namespace": "default", "pod": "web", "ready": false, "summary": "is not Ready",
          "chain": [
            {"says": "container web is not ready", "proof": "ContainersNotReady: containers with unready status: [web]", "lines": []},
            {"says": "its readiness probe has failed 12 times in a row, last asked 3s ago", "proof": "Get \"http://172.17.0.2:8080/\": dial tcp 172.17.0.2:8080: connect: connection refused", "lines": []},
            {"says": "nothing listens on 8080; nginx listens on 80", "proof": "listening: 0.0.0.0:80 (nginx)", "lines": []}
          ],
          "cause": {"code": "PortNotListening", "says": "nothing listens on 8080; nginx listens on 80", "fix": "set the port of the probe to 80, or let nginx listen on 8080", "container": "web", "field": "spec.containers[0].readinessProbe"},
          "also": ["container log is not ready either: it ended with exit code 1"],
          "notKnown": ["the log of web: no answer within 220 ms"]
        }
        """;

    private const string Crashing = """
        {
          "namespace": "default", "pod": "web", "ready": false, "summary": "is not Ready",
          "chain": [
            {"says": "container web is not ready", "lines": []},
            {"says": "it ended after 0s with exit code 3", "proof": "Error", "lines": ["reading", "page 3 is \u001b[31mmissing"]}
          ],
          "cause": {"code": "Crashed", "says": "it ended after 0s with exit code 3", "fix": "read its last lines; the program itself says why it gave up", "container": "web", "field": "spec.containers[0]"},
          "nextTry": "2026-03-03T10:15:37+00:00", "also": [], "notKnown": []
        }
        """;

    private const string Ready = """{"namespace": "default", "pod": "web", "ready": true, "summary": "is Ready, nothing to explain", "chain": [], "also": [], "notKnown": []}""";

    private bool _terminal;
    private string? _noColor;

    [Fact]
    public void A_chain_leads_from_the_pod_to_the_cause_and_its_fix()
    {
        Api.On(Request, NotReady);
        var outcome = Run("why", "web");
        outcome.Code.ShouldBe(2);
        Golden.Check("why", outcome.Output);
    }

    [Fact]
    public void Lines_of_the_log_and_the_next_try_are_shown_and_nothing_steers_the_terminal()
    {
        Api.On("GET /api/v1/namespaces/default/pods/web", """{"kind": "Pod", "metadata": {"name": "web", "namespace": "default"}}""").On(Request, Crashing);
        Golden.Check("why-crash", Run("why", "pod/web").Output);
    }

    [Fact]
    public void A_ready_pod_has_nothing_to_explain()
    {
        Api.On(Request, Ready);
        Run("why", "web").ShouldBe(new CommandOutcome(0, "pod default/web is Ready, nothing to explain\n", ""));
    }

    [Fact]
    public void Programs_get_the_explanation_as_it_is()
    {
        Api.On(Request, NotReady);
        var outcome = Run("why", "web", "-o", "json");
        outcome.Code.ShouldBe(2);
        System.Text.Json.JsonElement.Parse(outcome.Output).GetProperty("cause").GetProperty("code").GetString().ShouldBe("PortNotListening");
    }

    [Fact]
    public void Colours_are_for_terminals_that_want_them()
    {
        Api.On(Request, NotReady);
        Run("why", "web").Output.ShouldNotContain('\u001b');
        _terminal = true;
        Run("why", "web").Output.ShouldContain("\u001b[1;31mnothing listens on 8080; nginx listens on 80\u001b[0m");
        _noColor = "1";
        Run("why", "web").Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public void A_pod_that_is_not_there_is_an_error_of_its_own()
    {
        Api.NotFound(Request, "pods", "web");
        Run("why", "web").ShouldBe(new CommandOutcome(1, "", "Error from server (NotFound): pods \"web\" not found\n"));
        Run("why").Code.ShouldBe(1);
        Run("why", "a", "b").Error.ShouldContain("expected 'why (POD | pod/POD)'");
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input)
    {
        var plain = base.Environment(output, error, errorBytes, input);
        return plain with { IsOutputTerminal = () => _terminal, Variable = name => name == "NO_COLOR" ? _noColor : plain.Variable(name) };
    }
}
