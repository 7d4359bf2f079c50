using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Hooks;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Tests.Probes;

namespace LocalPods.Orchestrator.Tests.Hooks;

/// <summary>HTTP hooks against a server on loopback (spec 6).</summary>
public sealed class HookRequestsTests : IEventRecorder
{
    private readonly List<EventNote> _events = [];

    [Theory]
    [Trait("spec", "PL-45")]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Whatever_answers_is_a_success(int code)
    {
        var asked = new List<string>();
        await using var server = await ProbeTestServer.StartAsync(http =>
        {
            asked.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers.UserAgent} {http.Request.Headers["X-Hook"]}");
            http.Response.StatusCode = code;
            return Task.CompletedTask;
        });
        var get = new HTTPGetAction { Port = "web", Path = "/hook?x=1", HttpHeaders = [new HTTPHeader { Name = "X-Hook", Value = "yes" }] };
        (await GetAsync(get, server.Port)).ShouldBeNull();
        asked.ShouldBe(["GET /hook?x=1 kube-lifecycle/1.36 yes"]);
        _events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_there_is_a_failure()
    {
        int port;
        await using (var server = await ProbeTestServer.StartAsync(_ => Task.CompletedTask))
        {
            port = server.Port;
        }

        (await GetAsync(new HTTPGetAction { Port = port }, port))
            .ShouldBe($"Get \"http://127.0.0.1:{port}/\": dial tcp 127.0.0.1:{port}: connect: connection refused");
    }

    [Fact]
    public async Task Plain_HTTP_in_answer_to_HTTPS_is_asked_again_without_TLS_and_told()
    {
        var asked = 0;
        await using var server = await ProbeTestServer.StartAsync(_ =>
        {
            asked++;
            return Task.CompletedTask;
        });
        (await GetAsync(new HTTPGetAction { Port = server.Port, Scheme = "HTTPS" }, server.Port)).ShouldBeNull();
        asked.ShouldBe(1);
        var told = _events.ShouldHaveSingleItem();
        (told.Type, told.Reason, told.Message).ShouldBe(
            (EventType.Warning, "LifecycleHTTPFallback", $"request to HTTPS lifecycle hook 127.0.0.1:{server.Port} got HTTP response, retry with HTTP succeeded"));
        told.About.FieldPath.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_the_container_does_not_name_is_a_failure() =>
        (await GetAsync(new HTTPGetAction { Port = "nope" }, 80)).ShouldBe("strconv.Atoi: parsing \"nope\": invalid syntax");

    void IEventRecorder.Record(EventNote note) => _events.Add(note);

    private Task<string?> GetAsync(HTTPGetAction get, int port)
    {
        var container = new Container { Name = "app", Ports = [new ContainerPort { Name = "web", Port = port }] };
        var call = new HookCall(
            new LifecycleHandler { HttpGet = get }, container, new ContainerId("c"), "web_default(u)", EventTarget.Pod(new PodIdentity("default", "web", "u")), "127.0.0.1");
        return new HookRequests("kube-lifecycle/1.36", this).GetAsync(call, get, CancellationToken.None);
    }
}
