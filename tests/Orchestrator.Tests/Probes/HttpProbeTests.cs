using System.Net;
using System.Net.Sockets;
using LocalPods.Orchestrator.Probes;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Tests.Probes;

/// <summary>HTTP probes against real servers, with the words a kubelet would use.</summary>
public sealed class HttpProbeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly NetworkProber _prober = new("kube-probe/1.36", TimeProvider.System);

    [Theory]
    [InlineData(200, ProbeOutcomeKind.Success, "fine")]
    [InlineData(204, ProbeOutcomeKind.Success, "")]
    [InlineData(304, ProbeOutcomeKind.Warning, "Probe terminated redirects, Response body: ")]
    [InlineData(400, ProbeOutcomeKind.Failure, "HTTP probe failed with statuscode: 400")]
    [InlineData(404, ProbeOutcomeKind.Failure, "HTTP probe failed with statuscode: 404")]
    [InlineData(503, ProbeOutcomeKind.Failure, "HTTP probe failed with statuscode: 503")]
    public async Task The_status_code_decides(int code, ProbeOutcomeKind kind, string text)
    {
        await using var server = await ProbeTestServer.StartAsync(async context =>
        {
            context.Response.StatusCode = code;
            if (code is not (204 or 304))
            {
                await context.Response.WriteAsync("fine");
            }
        });
        (await ProbeAsync(server.Port)).ShouldBe(new ProbeOutcome(kind, text));
    }

    [Fact]
    public async Task A_request_carries_what_a_kubelet_sends_and_nothing_else()
    {
        string? seen = null;
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            seen = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} "
                + string.Join("; ", context.Request.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}"));
            return Task.CompletedTask;
        });
        await ProbeAsync(server.Port, "/healthz?deep=1");
        seen.ShouldBe($"GET /healthz?deep=1 Accept=*/*; Connection=close; Host=127.0.0.1:{server.Port}; User-Agent=kube-probe/1.36");
    }

    [Fact]
    public async Task A_host_that_no_request_can_name_is_a_failure_in_plain_words()
    {
        await using var server = await ProbeTestServer.StartAsync(_ => Task.CompletedTask);
        (await ProbeAsync(server.Port, "/", ("Host", "no host"))).ShouldBe(ProbeOutcome.Failure($"Get \"http://127.0.0.1:{server.Port}/\": http: invalid Host header"));
    }

    [Fact]
    public async Task Headers_of_the_spec_win_and_an_empty_accept_is_left_out()
    {
        string? seen = null;
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            seen = string.Join("; ", context.Request.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}"));
            return Task.CompletedTask;
        });
        await ProbeAsync(
            server.Port, "/",
            ("Host", "shop.example"), ("User-Agent", "mine"), ("Accept", ""), ("X-Twice", "a"), ("X-Twice", "b"), ("Content-Type", "text/x"));
        seen.ShouldNotBeNull();
        seen.ShouldContain("Host=shop.example");
        seen.ShouldContain("User-Agent=mine");
        seen.ShouldContain("X-Twice=a, b");
        seen.ShouldContain("Content-Type=text/x");
        seen.ShouldNotContain("Accept");
    }

    [Theory]
    [InlineData("healthz", "/healthz")]
    [InlineData("/a/../b", "/a/../b")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/with space", "/with%20space")]
    [InlineData("/page#part", "/page")]
    [InlineData("?only=query", "/?only=query")]
    public async Task A_path_goes_out_as_it_was_written(string path, string sent)
    {
        string? seen = null;
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            seen = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        });
        await ProbeAsync(server.Port, path);
        seen.ShouldBe(sent);
    }

    [Fact, Trait("spec", "PL-52")]
    public async Task A_redirect_to_the_same_host_is_followed()
    {
        List<string> seen = [];
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            seen.Add($"{context.Request.Host} {context.Request.Path} {context.Request.Headers.Referer}");
            switch (context.Request.Path)
            {
                case "/a":
                    context.Response.Redirect("/b");
                    break;
                case "/b":
                    context.Response.StatusCode = 307;
                    context.Response.Headers.Location = $"http://127.0.0.1:{context.Connection.LocalPort}/c";
                    break;
            }

            return context.Response.WriteAsync("end");
        });
        (await ProbeAsync(server.Port, "/a", ("Host", "shop.example"))).ShouldBe(ProbeOutcome.Success("end"));
        seen.ShouldBe(
        [
            "shop.example /a ",
            $"shop.example /b http://127.0.0.1:{server.Port}/a",
            $"127.0.0.1:{server.Port} /c http://127.0.0.1:{server.Port}/b",
        ]);
    }

    [Theory, Trait("spec", "PL-52")]
    [InlineData("http://elsewhere.invalid/")]
    [InlineData("//elsewhere.invalid/x")]
    [InlineData("https://localhost/")]
    public async Task A_redirect_to_another_host_ends_the_probe_well_with_a_warning(string location)
    {
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            context.Response.Redirect(location);
            return context.Response.WriteAsync("moved");
        });
        (await ProbeAsync(server.Port)).ShouldBe(ProbeOutcome.Warning("Probe terminated redirects, Response body: moved"));
    }

    [Fact]
    public async Task Ten_redirects_are_enough()
    {
        var asked = 0;
        await using var server = await ProbeTestServer.StartAsync(context =>
        {
            context.Response.Redirect($"/{++asked}");
            return Task.CompletedTask;
        });
        (await ProbeAsync(server.Port)).ShouldBe(ProbeOutcome.Failure("Get \"/10\": stopped after 10 redirects"));
        asked.ShouldBe(10);
    }

    [Fact]
    public async Task Of_a_long_body_the_first_ten_kibibytes_are_read()
    {
        await using var server = await ProbeTestServer.StartAsync(context => context.Response.WriteAsync(new string('x', 100_000)));
        (await ProbeAsync(server.Port)).Text.Length.ShouldBe(10 * 1024);
    }

    [Fact]
    public async Task Nobody_listening_is_a_refused_connection()
    {
        var port = FreePort();
        (await ProbeAsync(port, "/healthz")).ShouldBe(ProbeOutcome.Failure(
            $"Get \"http://127.0.0.1:{port}/healthz\": dial tcp 127.0.0.1:{port}: connect: connection refused"));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_late()
    {
        using var server = new RawServer(null);
        var outcome = await _prober.ProbeAsync(Target(server.Port, "/healthz"), TimeSpan.FromMilliseconds(200), CancellationToken.None);
        outcome.ShouldBe(ProbeOutcome.Failure(
            $"Get \"http://127.0.0.1:{server.Port}/healthz\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_late_too()
    {
        using var never = new CancellationTokenSource();
        await using var server = await ProbeTestServer.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var outcome = await _prober.ProbeAsync(Target(server.Port, "/"), TimeSpan.FromSeconds(1), never.Token);
        outcome.ShouldBe(ProbeOutcome.Failure("context deadline exceeded (Client.Timeout or context cancellation while reading body)"));
    }

    [Theory]
    [InlineData("", "EOF")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"SSH-2.0-OpenSSH_9.6\"")]
    public async Task What_is_no_HTTP_server_is_told_in_Gos_words(string answer, string words)
    {
        using var server = new RawServer(answer);
        (await ProbeAsync(server.Port)).ShouldBe(ProbeOutcome.Failure($"Get \"http://127.0.0.1:{server.Port}/\": {words}"));
    }

    [Fact]
    public async Task A_plain_server_behind_HTTPS_is_told_so()
    {
        using var server = new RawServer("HTTP/1.1 400 Bad Request\r\n\r\n");
        var outcome = await _prober.ProbeAsync(new ProbeTarget.Http("https", "127.0.0.1", server.Port, "/", []), Long, CancellationToken.None);
        outcome.ShouldBe(ProbeOutcome.Failure($"Get \"https://127.0.0.1:{server.Port}/\": http: server gave HTTP response to HTTPS client"));
    }

    [Fact]
    public async Task Stopping_is_no_failure_of_the_container()
    {
        using var server = new RawServer(null);
        using var stopping = new CancellationTokenSource();
        var probe = _prober.ProbeAsync(Target(server.Port, "/"), Long, stopping.Token);
        stopping.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(probe);
    }

    [Fact]
    public async Task A_TCP_probe_connects_and_lets_go()
    {
        using var server = new RawServer(null);
        (await TcpAsync("127.0.0.1", server.Port)).ShouldBe(ProbeOutcome.Success(""));
        (await TcpAsync("localhost", server.Port)).ShouldBe(ProbeOutcome.Success(""));
        var port = FreePort();
        (await TcpAsync("127.0.0.1", port)).ShouldBe(ProbeOutcome.Failure($"dial tcp 127.0.0.1:{port}: connect: connection refused"));
        (await TcpAsync("::1", port)).Text.ShouldStartWith($"dial tcp [::1]:{port}: connect: ");
        (await TcpAsync("no-such-host.invalid", port)).ShouldBe(ProbeOutcome.Failure("dial tcp: lookup no-such-host.invalid: no such host"));
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_is_an_i_o_timeout()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var end = (IPEndPoint)full.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        _ = fillers.Select(f => f.ConnectAsync(end)).ToArray();
        var outcome = await _prober.ProbeAsync(new ProbeTarget.Tcp("127.0.0.1", end.Port), TimeSpan.FromMilliseconds(500), CancellationToken.None);
        Array.ForEach(fillers, f => f.Dispose());
        outcome.ShouldBe(ProbeOutcome.Failure($"dial tcp 127.0.0.1:{end.Port}: i/o timeout"));
    }

    private static ProbeTarget.Http Target(int port, string path, params (string Name, string Value)[] headers) =>
        new("http", "127.0.0.1", port, path, [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))]);

    private Task<ProbeOutcome> ProbeAsync(int port, string path = "/", params (string Name, string Value)[] headers) =>
        _prober.ProbeAsync(Target(port, path, headers), Long, CancellationToken.None);

    private Task<ProbeOutcome> TcpAsync(string host, int port) =>
        _prober.ProbeAsync(new ProbeTarget.Tcp(host, port), Long, CancellationToken.None);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
