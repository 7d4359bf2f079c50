using System.Globalization;
using System.Net;
using LocalPods.Api.Durations;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// Probes by the standard gRPC health check without TLS (kubelet <c>pkg/probe/grpc</c>). As there, a server that is not
/// yet listening is tried again until the time is up.
/// </summary>
internal sealed class GrpcProbe(string userAgent, TimeProvider clock)
{
    /// <summary>Between two attempts to connect.</summary>
    private static readonly TimeSpan ConnectAgain = TimeSpan.FromSeconds(1);

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget.Grpc target, TimeSpan timeout, CancellationToken deadline)
    {
        var address = GoText.HostPort(target.Host, target.Port);
        var connected = false;
        try
        {
            while (true)
            {
                (var outcome, connected) = await TryCheckAsync(target, address, timeout, deadline);
                if (outcome is not null)
                {
                    return outcome;
                }

                await Task.Delay(ConnectAgain, clock, deadline);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return NotConnected(address, timeout, connected);
        }
    }

    private static ProbeOutcome NotConnected(string address, TimeSpan timeout, bool otherProtocol) =>
        ProbeOutcome.Failure($"timeout: failed to connect service {GoText.Quote(address)} within {GoDuration.Format(timeout)}: context deadline exceeded") with { OtherProtocol = otherProtocol };

    /// <summary>One try: its outcome, null when there is nobody yet who speaks HTTP/2, and whether somebody took the connection.</summary>
    private async Task<(ProbeOutcome? Outcome, bool Connected)> TryCheckAsync(ProbeTarget.Grpc target, string address, TimeSpan timeout, CancellationToken deadline)
    {
        OpeningStream connection;
        try
        {
            connection = new OpeningStream(await Dialer.DialAsync(target.Host, target.Port, deadline));
        }
        catch (DialException)
        {
            return (null, Connected: false);
        }

        await using (connection)
        {
            using var client = new HttpMessageInvoker(Handler(connection));
            using var request = Request(target, address, timeout);
            try
            {
                using var response = await client.SendAsync(request, deadline);
                return (await ReadAsync(response, deadline), Connected: true);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                return (
                    connection.SpeaksHttp2 ? ProbeOutcome.Failure($"timeout: health rpc did not complete within {GoDuration.Format(timeout)}") : NotConnected(address, timeout, otherProtocol: true),
                    Connected: true);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return (connection.SpeaksHttp2 ? Failed(GrpcHealth.Unavailable, $"error reading from server: {e.GetBaseException().Message}") : null, Connected: true);
            }
        }
    }

    private HttpRequestMessage Request(ProbeTarget.Grpc target, string address, TimeSpan timeout)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://{address}/grpc.health.v1.Health/Check")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcHealth.Request(target.Service)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("grpc-timeout", $"{(long)timeout.TotalMilliseconds}m");
        return request;
    }

    private static async Task<ProbeOutcome> ReadAsync(HttpResponseMessage response, CancellationToken deadline)
    {
        var isGrpc = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
            && type.ToString().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
        if (response.StatusCode != HttpStatusCode.OK && !isGrpc)
        {
            var code = (int)response.StatusCode;
            return Failed(
                GrpcHealth.CodeOfHttp(code),
                $"unexpected HTTP status code received from server: {code} ({response.StatusCode.ToString()}); transport: received unexpected content-type {GoText.Quote(type.ToString())}");
        }

        var body = await response.Content.ReadAsByteArrayAsync(deadline);
        var trailers = Value(response.TrailingHeaders, "grpc-status") is null ? response.Headers : response.TrailingHeaders;
        if (!int.TryParse(Value(trailers, "grpc-status"), CultureInfo.InvariantCulture, out var status))
        {
            return Failed(GrpcHealth.Internal, "server closed the stream without sending trailers");
        }

        if (status != 0)
        {
            return Failed(status, Uri.UnescapeDataString(Value(trailers, "grpc-message") ?? ""));
        }

        return GrpcHealth.Status(body) switch
        {
            "SERVING" => ProbeOutcome.Success("service healthy"),
            var other => ProbeOutcome.Failure($"service unhealthy (responded with {GoText.Quote(other)})"),
        };
    }

    private static ProbeOutcome Failed(int code, string text) => ProbeOutcome.Failure(code switch
    {
        GrpcHealth.Unimplemented => $"error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {text}",
        _ => $"error: health rpc probe failed: rpc error: code = {GrpcHealth.CodeName(code)} desc = {text}",
    });

    private static string? Value(System.Net.Http.Headers.HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var value) ? value.ToString() : null;

    private static SocketsHttpHandler Handler(OpeningStream connection) => new()
    {
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = (_, _) => connection.HandOut(),
    };
}
