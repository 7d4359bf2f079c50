using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>The one place where status codes and broken connections become <see cref="ContainerRuntimeException"/>.</summary>
internal static class EngineFailure
{
    /// <summary>Longest part of an engine's answer that is read for its words.</summary>
    private const int LongestAnswerBytes = 64 * 1024;

    /// <summary>What a status code means.</summary>
    public static RuntimeFailure KindOf(HttpStatusCode status) => (int)status switch
    {
        404 => RuntimeFailure.NotFound,
        409 => RuntimeFailure.Conflict,
        502 or 503 => RuntimeFailure.Unavailable,
        504 => RuntimeFailure.Timeout,
        _ => RuntimeFailure.Refused,
    };

    /// <summary>The failure an answer stands for, with the engine's words.</summary>
    /// <param name="doing">What was being done to what.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="body">The answer; as JSON with a message, or as text.</param>
    public static ContainerRuntimeException FromAnswer(string doing, HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        string? words = null;
        try
        {
            words = JsonSerializer.Deserialize(body, EngineJson.Default.ErrorAnswer)?.Message;
        }
        catch (JsonException)
        {
            words = System.Text.Encoding.UTF8.GetString(body).Trim();
        }

        return new ContainerRuntimeException(KindOf(status), $"{doing}: {(words is { Length: > 0 } ? words : $"the engine answered {(int)status}")}");
    }

    public static async Task<ContainerRuntimeException> FromAnswerAsync(string doing, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestAnswerBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return FromAnswer(doing, response.StatusCode, buffer.AsSpan(0, length));
    }

    /// <summary>Null for what is no failure of the engine or the way to it.</summary>
    public static ContainerRuntimeException? From(Exception failure, string doing, EngineAddress address) => failure switch
    {
        ContainerRuntimeException known => known,
        HttpRequestException { InnerException: { } inner } when From(inner, doing, address) is { } found => found,
        SocketException socket => new ContainerRuntimeException(RuntimeFailure.Unavailable, $"{doing}: {Describe(socket, address)}", socket),
        AuthenticationException => new ContainerRuntimeException(
            RuntimeFailure.Unavailable, $"{doing}: the engine at {address} and this program do not trust each other: {failure.Message}", failure),
        HttpRequestException or IOException or ObjectDisposedException => new ContainerRuntimeException(
            RuntimeFailure.Unavailable, $"{doing}: the engine at {address} went away before it answered; it may be restarting", failure),
        JsonException => new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: the engine's answer cannot be read: {failure.Message}", failure),
        _ => null,
    };

    public static ContainerRuntimeException Late(string doing, TimeSpan deadline) =>
        new(RuntimeFailure.Timeout, $"{doing}: no answer from the engine within {deadline.TotalSeconds:0.#} s");

    public static ContainerRuntimeException Stalled(string doing, TimeSpan silence) =>
        new(RuntimeFailure.Timeout, $"{doing}: given up, because nothing moved for {silence.TotalSeconds:0.#} s");

    /// <summary>The failure of a pull, which the engine tells in words of its own and of the registry's.</summary>
    /// <param name="doing">What was being done to what.</param>
    /// <param name="code">The engine's, 0 when it gave none.</param>
    /// <param name="words">The engine's.</param>
    public static ContainerRuntimeException OfPull(string doing, int code, string words)
    {
        bool Has(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
        var kind =
            code is >= 502 and <= 504 || Has("502 Bad Gateway") || Has("503 Service Unavailable") || Has("504 Gateway Time") ? RuntimeFailure.RegistryUnavailable
            : code == 404 || Has("manifest unknown") || Has("not found") || Has("does not exist") ? RuntimeFailure.NotFound
            : RuntimeFailure.Refused;
        return new ContainerRuntimeException(kind, $"{doing}: {words}");
    }

    public static ContainerRuntimeException TooOld(EngineAddress address, string spoken) =>
        new(RuntimeFailure.Refused, $"the engine at {address} is too old: it speaks API {spoken}, and {EngineClient.Oldest} (Docker 20.10) is the least that is needed");

    private static string Describe(SocketException failure, EngineAddress address) => (address, failure.SocketErrorCode) switch
    {
        (EngineAddress.UnixSocket, SocketError.AccessDenied) =>
            $"no permission to use the engine's socket at {address}; join the docker group (sudo usermod -aG docker $USER, then log in again) or use sudo",
        (EngineAddress.UnixSocket socket, _) when !Path.Exists(socket.Path) =>
            $"there is no container engine at {address}: the socket does not exist; install Docker or start it (sudo systemctl start docker), or set DOCKER_HOST",
        (EngineAddress.UnixSocket, SocketError.ConnectionRefused) =>
            $"the container engine at {address} is not running: nobody listens on its socket; start it (sudo systemctl start docker)",
        (_, SocketError.ConnectionRefused) => $"there is no container engine at {address}: nobody listens there",
        (_, SocketError.ConnectionReset) => $"the engine at {address} went away; it may be restarting",
        _ => $"the engine at {address} cannot be reached: {failure.Message}",
    };
}
