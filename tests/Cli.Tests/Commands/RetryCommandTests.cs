namespace LocalPods.Cli.Tests.Commands;

public sealed class RetryCommandTests : CommandTest
{
    private const string Pod = "GET /api/v1/namespaces/default/pods/web";
    private const string Retry = "POST /localpods/namespaces/default/pods/web/retry";
    private const string Answer = """{"containers":[{"container":"app","reason":"CrashLoopBackOff","nextTry":"2026-03-03T10:17:37Z"}]}""";

    private void OnPod() => Api.On(Pod, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default"},"spec":{"containers":[{"name":"app"}]}}""");

    [Theory]
    [InlineData("", "web")]
    [InlineData("?container=app", "web", "-c", "app")]
    [InlineData("?container=app", "pod/web", "app")]
    public void What_was_retried_is_told(string query, params string[] words)
    {
        OnPod();
        Api.On(Retry + query, Answer);
        Run(["retry", .. words]).ShouldBe(new(0, "pod/web retried (container app, CrashLoopBackOff, 2m37s before its time)\n", ""));
    }

    [Fact]
    public void What_does_not_wait_is_an_error()
    {
        OnPod();
        Api.On(Retry, FakeApi.StatusJson(400, "BadRequest", "no container of pod \"web\" is waiting in a back-off"), 400);
        Run("retry", "web").ShouldBe(new(1, "", "Error from server (BadRequest): no container of pod \"web\" is waiting in a back-off\n"));
    }

    [Fact]
    public void A_pod_must_be_named() => Run("retry").ShouldBe(new(1, "", "error: POD or TYPE/NAME is a required argument for the retry command\n"));
}
