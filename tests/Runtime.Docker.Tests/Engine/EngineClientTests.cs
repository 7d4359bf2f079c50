using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Tests.Engine;

public sealed class EngineClientTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeEngine _engine = new();
    private readonly EngineClient _client;

    public EngineClientTests() => _client = ClientOf(_engine.SocketPath, TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("1.41", "1.41")]
    [InlineData("1.44", "1.44")]
    [InlineData("1.99", "1.47")]
    public async Task It_speaks_the_newest_version_both_know(string spoken, string used)
    {
        _engine.ApiVersion = spoken;
        _engine.On("GET", "/images/json", 200, "[]");

        await _client.ListImagesAsync(None);
        await _client.ListImagesAsync(None);

        _engine.Asked("GET", "/images/json").Select(r => r.Version).ShouldBe([used, used]);
        _engine.Asked("GET", "/_ping").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("1.40")]
    [InlineData("nonsense")]
    public async Task An_engine_that_is_too_old_is_named_so(string spoken)
    {
        _engine.ApiVersion = spoken;
        var failure = await FailureOfAsync(_client.ListImagesAsync(None));
        failure.Failure.ShouldBe(RuntimeFailure.Refused);
        failure.Message.ShouldContain("too old");
        failure.Message.ShouldContain(spoken);
        failure.Message.ShouldContain("1.41");
    }

    [Fact]
    public async Task It_agrees_on_a_version_again_when_the_engine_came_back_as_another()
    {
        _engine.On("GET", "/images/json", 200, "[]");
        await _client.ListImagesAsync(None);
        await _engine.DisposeAsync();
        (await FailureOfAsync(_client.ListImagesAsync(None))).Failure.ShouldBe(RuntimeFailure.Unavailable);

        await using var next = new FakeEngine(_engine.SocketPath) { ApiVersion = "1.43" };
        next.On("GET", "/images/json", 200, "[]");
        await _client.ListImagesAsync(None);
        next.Asked("GET", "/images/json").Single().Version.ShouldBe("1.43");
    }

    [Theory]
    [InlineData(404, RuntimeFailure.NotFound)]
    [InlineData(409, RuntimeFailure.Conflict)]
    [InlineData(400, RuntimeFailure.Refused)]
    [InlineData(500, RuntimeFailure.Refused)]
    [InlineData(503, RuntimeFailure.Unavailable)]
    public async Task Status_codes_become_kinds_with_the_engines_words(int status, RuntimeFailure kind)
    {
        _engine.On("POST", "/containers/c1/start", status, """{"message":"it went wrong"}""");
        var failure = await FailureOfAsync(_client.StartContainerAsync("c1", "start web of default/shop", None));
        failure.Failure.ShouldBe(kind);
        failure.Message.ShouldBe("start web of default/shop: it went wrong");
    }

    [Fact]
    public async Task A_call_that_is_not_answered_ends_at_its_deadline()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        using var client = ClientOf(_engine.SocketPath, clock);
        var arrived = new TaskCompletionSource();
        _engine.On("GET", "/images/json", async e =>
        {
            arrived.SetResult();
            await e.NeverAsync();
        });

        var call = client.ListImagesAsync(None);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(19));
        call.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        var failure = await FailureOfAsync(call);
        failure.Failure.ShouldBe(RuntimeFailure.Timeout);
        failure.Message.ShouldBe("list images: no answer from the engine within 20 s");
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_failure()
    {
        using var cancel = new CancellationTokenSource();
        _engine.On("GET", "/images/json", async e =>
        {
            cancel.Cancel();
            await e.NeverAsync();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.ListImagesAsync(cancel.Token));
    }

    [Fact]
    public async Task A_question_lost_on_the_way_is_asked_again()
    {
        var times = 0;
        _engine.On("GET", "/images/json", e => ++times < 3 ? e.BreakAsync() : e.AnswerAsync(200, "[]", []));
        (await _client.ListImagesAsync(None)).ShouldBeEmpty();
        times.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_lost_on_the_way_is_not_made_twice()
    {
        _engine.On("POST", "/containers/c1/start", e => e.BreakAsync());
        var failure = await FailureOfAsync(_client.StartContainerAsync("c1", "start web", None));
        failure.Failure.ShouldBe(RuntimeFailure.Unavailable);
        failure.Message.ShouldContain("went away");
        _engine.Asked("POST", "/containers/c1/start").Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_absent_engine_is_told_from_one_that_is_not_running()
    {
        using var absent = ClientOf("/nonexistent/docker.sock", TimeProvider.System);
        (await FailureOfAsync(absent.ListImagesAsync(None))).Message.ShouldContain("the socket does not exist");

        var stale = Path.Combine(Path.GetTempPath(), $"localpods-stale-{Environment.ProcessId}.sock");
        File.Delete(stale);
        using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
        {
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(stale)); // bound, and nobody listens
            using var refused = ClientOf(stale, TimeProvider.System);
            var failure = await FailureOfAsync(refused.ListImagesAsync(None));
            failure.Failure.ShouldBe(RuntimeFailure.Unavailable);
            failure.Message.ShouldContain("is not running");
        }

        File.Delete(stale);
    }

    [Fact]
    public void A_socket_that_is_not_permitted_says_what_to_do() =>
        EngineFailure.From(
                new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.AccessDenied),
                "list images",
                new EngineAddress.UnixSocket("/var/run/docker.sock"))!
            .Message.ShouldContain("docker group");

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_a_failure()
    {
        _engine.On("GET", "/images/json", 200, "<html>");
        (await FailureOfAsync(_client.ListImagesAsync(None))).Message.ShouldStartWith("list images: the engine's answer cannot be read");
    }

    private static EngineClient ClientOf(string path, TimeProvider clock) => new(new EngineAddress.UnixSocket(path), new EngineDeadlines(), clock);

    private static async Task<ContainerRuntimeException> FailureOfAsync(Task call) => await Assert.ThrowsAsync<ContainerRuntimeException>(() => call);
}
