using LocalPods.Orchestrator.Probes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalPods.Orchestrator.Tests.Probes;

/// <summary>gRPC probes against a real HTTP/2 server that speaks the health protocol by hand.</summary>
public sealed class GrpcProbeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly NetworkProber _prober = new("kube-probe/1.36", TimeProvider.System);

    [Theory]
    [InlineData(1, ProbeOutcomeKind.Success, "service healthy")]
    [InlineData(0, ProbeOutcomeKind.Failure, "service unhealthy (responded with \"UNKNOWN\")")]
    [InlineData(2, ProbeOutcomeKind.Failure, "service unhealthy (responded with \"NOT_SERVING\")")]
    [InlineData(3, ProbeOutcomeKind.Failure, "service unhealthy (responded with \"SERVICE_UNKNOWN\")")]
    public async Task Only_serving_is_healthy(byte status, ProbeOutcomeKind kind, string text)
    {
        await using var server = await ProbeTestServer.StartAsync(context => AnswerAsync(context, status), HttpProtocols.Http2);
        (await ProbeAsync(server.Port, "")).ShouldBe(new ProbeOutcome(kind, text));
    }

    [Fact]
    public async Task The_question_names_the_service()
    {
        (string Path, string Agent, string Body) seen = default;
        await using var server = await ProbeTestServer.StartAsync(
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                seen = (context.Request.Path, context.Request.Headers.UserAgent.ToString(), Convert.ToHexString(body.ToArray()));
                await AnswerAsync(context, 1);
            },
            HttpProtocols.Http2);
        await ProbeAsync(server.Port, "shop");
        seen.ShouldBe(("/grpc.health.v1.Health/Check", "kube-probe/1.36", "00000000060A0473686F70"));
        await ProbeAsync(server.Port, "");
        seen.Body.ShouldBe("0000000000");
    }

    [Theory]
    [InlineData(12, "unknown service", "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service")]
    [InlineData(5, "no%20such", "error: health rpc probe failed: rpc error: code = NotFound desc = no such")]
    [InlineData(14, "later", "error: health rpc probe failed: rpc error: code = Unavailable desc = later")]
    public async Task An_error_of_the_call_is_told_by_its_code(int code, string message, string text)
    {
        await using var server = await ProbeTestServer.StartAsync(
            context =>
            {
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers["grpc-message"] = message;
                return Task.CompletedTask;
            },
            HttpProtocols.Http2);
        (await ProbeAsync(server.Port, "")).ShouldBe(ProbeOutcome.Failure(text));
    }

    [Fact]
    public async Task A_call_that_is_not_answered_is_late()
    {
        await using var server = await ProbeTestServer.StartAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default), HttpProtocols.Http2);
        var outcome = await _prober.ProbeAsync(new ProbeTarget.Grpc("127.0.0.1", server.Port, ""), TimeSpan.FromSeconds(1), CancellationToken.None);
        outcome.ShouldBe(ProbeOutcome.Failure("timeout: health rpc did not complete within 1s"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    public async Task Whoever_does_not_speak_HTTP_2_was_not_connected_to(string? answer)
    {
        using var server = new RawServer(answer);
        var outcome = await _prober.ProbeAsync(new ProbeTarget.Grpc("127.0.0.1", server.Port, ""), TimeSpan.FromSeconds(1), CancellationToken.None);
        outcome.ShouldBe(ProbeOutcome.Failure(
            $"timeout: failed to connect service \"127.0.0.1:{server.Port}\" within 1s: context deadline exceeded") with { OtherProtocol = true });
    }

    [Fact]
    public async Task Nobody_listening_was_not_connected_to()
    {
        int port;
        using (var server = new RawServer(null))
        {
            port = server.Port;
        }

        var outcome = await _prober.ProbeAsync(new ProbeTarget.Grpc("127.0.0.1", port, ""), TimeSpan.FromSeconds(1), CancellationToken.None);
        outcome.ShouldBe(ProbeOutcome.Failure($"timeout: failed to connect service \"127.0.0.1:{port}\" within 1s: context deadline exceeded"));
    }

    private Task<ProbeOutcome> ProbeAsync(int port, string service) =>
        _prober.ProbeAsync(new ProbeTarget.Grpc("127.0.0.1", port, service), Long, CancellationToken.None);

    private static async Task AnswerAsync(HttpContext context, byte status)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        byte[] message = status == 0 ? [0, 0, 0, 0, 0] : [0, 0, 0, 0, 2, 8, status];
        await context.Response.Body.WriteAsync(message);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
