using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Streams.Spdy;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>The subresources of pods that talk to containers: <c>log</c>, <c>exec</c>, <c>attach</c>, <c>portforward</c> (spec: api 18).</summary>
internal sealed class PodStreams(ObjectRegistry registry, IContainerRuntime runtime, TimeProvider clock, CancellationToken stopping)
{
    private const int FlushAfter = 64 * 1024;
    private static readonly TimeSpan s_refusalLimit = TimeSpan.FromMilliseconds(500);

    public async Task LogAsync(ResourceRequest request)
    {
        var pod = Pod(request);
        var asked = LogRequest.Read(request.Query, request.Name, clock.GetUtcNow());
        var container = ContainerChoice.Name(pod, asked.Container);
        var response = request.Http.Response;
        if (string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            response.StatusCode = 204;
            return;
        }

        var id = ContainerChoice.ForLog(pod, container, asked.Previous);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, stopping);
        await using var entries = runtime.ReadLogsAsync(id, asked.Options, ended.Token).GetAsyncEnumerator(ended.Token);

        var next = entries.MoveNextAsync().AsTask();
        try
        {
            // The answer begins with the first entry, or when none has come for a moment: until then a refusal is a clean answer.
            await Task.WhenAny(next, Task.Delay(s_refusalLimit, clock, ended.Token));
            if (next.Exception?.InnerException is ContainerRuntimeException { Failure: RuntimeFailure.NotFound })
            {
                throw ApiErrors.BadRequest($"unable to retrieve container logs for {ContainerChoice.InStatus(pod, container, id)}");
            }

            response.ContentType = "text/plain";
            response.Headers.CacheControl = "no-cache, private";
            if (!next.IsCompleted)
            {
                await response.StartAsync(ended.Token);
                await response.BodyWriter.FlushAsync(ended.Token);
            }

            var writer = new LogWriter(response.BodyWriter, asked.Timestamps, asked.LimitBytes);
            while (await next && writer.Write(entries.Current))
            {
                next = entries.MoveNextAsync().AsTask();
                if (!next.IsCompleted || response.BodyWriter.UnflushedBytes > FlushAfter)
                {
                    await response.BodyWriter.FlushAsync(ended.Token);
                }
            }

            await response.BodyWriter.FlushAsync(ended.Token);
        }
        finally
        {
            // An enumerator must not be let go of while it is being asked.
            ended.Cancel();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public Task ExecAsync(ResourceRequest request)
    {
        var command = request.Query["command"].OfType<string>().ToImmutableArray();
        return StreamAsync(
            request,
            commandMissing: command.IsEmpty,
            (id, options, cancellationToken) => runtime.OpenExecAsync(id, command, options, cancellationToken));
    }

    public Task AttachAsync(ResourceRequest request) => StreamAsync(request, commandMissing: false, runtime.AttachAsync);

    private async Task StreamAsync(
        ResourceRequest request, bool commandMissing, Func<ContainerId, StreamOptions, CancellationToken, Task<IContainerStream>> openAsync)
    {
        var pod = Pod(request);
        var options = Options(request, commandMissing);
        var container = ContainerChoice.Name(pod, request.Query.Text("container"));
        if (string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            throw ApiErrors.BadRequest($"pod {request.Name} does not have a host assigned");
        }

        var id = ContainerChoice.Running(pod, container);
        if (SpdyUpgrade.IsAsked(request.Http))
        {
            await SpdyAsync(request.Http, options, cancellationToken => openAsync(id, options, cancellationToken));
            return;
        }

        if (!request.Http.WebSockets.IsWebSocketRequest)
        {
            throw ApiErrors.BadRequest("Upgrade request required");
        }

        var protocol = ChannelProtocol.Choose(request.Http.WebSockets.WebSocketRequestedProtocols);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, stopping);

        // Before the upgrade, so that a refusal of the engine is a plain answer.
        await using var stream = await openAsync(id, options, ended.Token);
        using var socket = await request.Http.WebSockets.AcceptWebSocketAsync(protocol.Name);
        await new SocketSession(new ChannelSocket(socket, protocol.IsBase64), protocol, stream, options, clock).RunAsync(ended);
    }

    private async Task SpdyAsync(HttpContext http, StreamOptions options, Func<CancellationToken, Task<IContainerStream>> openAsync)
    {
        if (await SpdyUpgrade.ChooseAsync(http, SpdyExecSession.Versions) is not { } version)
        {
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await using var stream = await openAsync(ended.Token);
        await using var transport = await SpdyUpgrade.AcceptAsync(http, version);
        using var connection = new SpdyConnection(transport);
        await new SpdyExecSession(connection, stream, options, clock).RunAsync(ended);
    }

    /// <summary>Connections to ports of a pod: SPDY, SPDY inside a WebSocket, or the channels of a WebSocket.</summary>
    public async Task PortForwardAsync(ResourceRequest request)
    {
        var (pod, http) = (Pod(request), request.Http);
        if (pod.Status.Phase != PodPhases.Running)
        {
            throw ApiErrors.BadRequest($"unable to forward port because pod is not running. Current status={pod.Status.Phase}");
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        if (http.WebSockets.IsWebSocketRequest)
        {
            await ForwardOverSocketAsync(request, pod, ended);
        }
        else if (!SpdyUpgrade.IsAsked(http))
        {
            throw ApiErrors.BadRequest("Upgrade request required");
        }
        else if (await SpdyUpgrade.ChooseAsync(http, [PortForwardSession.Version]) is { } version)
        {
            var ports = await PortsAsync(pod, ended.Token);
            await using var transport = await SpdyUpgrade.AcceptAsync(http, version);
            using var connection = new SpdyConnection(transport);
            await new PortForwardSession(connection, ports, clock).RunAsync(ended);
        }
    }

    private async Task ForwardOverSocketAsync(ResourceRequest request, Pod pod, CancellationTokenSource ended)
    {
        var http = request.Http;
        if (http.WebSockets.WebSocketRequestedProtocols.Contains(PortForwardSession.Tunnel))
        {
            var ports = await PortsAsync(pod, ended.Token);

            // The name holds a slash, which this library refuses as a subprotocol although clients insist on it.
            http.Response.Headers.SecWebSocketProtocol = PortForwardSession.Tunnel;
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            await using var tunnel = new TunnelStream(socket);
            using var connection = new SpdyConnection(tunnel);
            await new PortForwardSession(connection, ports, clock).RunAsync(ended);
            return;
        }

        var wanted = PortSocketSession.Ports(request.Query);
        var protocol = PortSocketSession.Choose(http.WebSockets.WebSocketRequestedProtocols);
        var channels = await PortsAsync(pod, ended.Token);
        using var plain = await http.WebSockets.AcceptWebSocketAsync(protocol);
        using var session = new PortSocketSession(new ChannelSocket(plain, protocol == PortSocketSession.Base64Protocol), channels, wanted);
        await session.RunAsync(ended);
    }

    private async Task<PodPorts> PortsAsync(Pod pod, CancellationToken cancellationToken)
    {
        var seen = await runtime.GetPodAsync(pod.UidOnNode(), cancellationToken);
        var sandbox = seen.Sandboxes.FirstOrDefault(s => s.Ready) ?? throw ApiErrors.BadRequest($"unable to forward port because the sandbox of pod {pod.Metadata.Name} is not running");
        return new PodPorts(runtime, sandbox.Id, pod.Metadata.Name ?? "");
    }

    /// <summary>Which streams the client wants.</summary>
    /// <exception cref="ApiException">400: no stream, or nothing to run.</exception>
    private static StreamOptions Options(ResourceRequest request, bool commandMissing)
    {
        var query = request.Query;
        var tty = query.Flag("tty");
        var options = new StreamOptions
        {
            Stdin = query.Flag("stdin"),
            Stdout = query.Flag("stdout"),
            Stderr = query.Flag("stderr") && !tty,
            Tty = tty,
        };
        if (commandMissing)
        {
            throw ApiErrors.BadRequest("you must specify at least 1 command for the container");
        }

        return options is { Stdin: false, Stdout: false, Stderr: false }
            ? throw ApiErrors.BadRequest("you must specify at least 1 of stdin, stdout, stderr")
            : options;
    }

    private Pod Pod(ResourceRequest request) =>
        registry.Get(request.Definition, request.Namespace, request.Name).Read<Pod>();
}
