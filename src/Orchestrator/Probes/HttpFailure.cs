using System.Net.Sockets;
using System.Security.Authentication;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Why a request got no answer, as Go's HTTP client words it.</summary>
internal static class HttpFailure
{
    public static string Words(Exception failure, CancellationToken deadline) => failure switch
    {
        _ when Find<DialException>(failure) is { } e => e.Message,
        _ when deadline.IsCancellationRequested => "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "EOF",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } e =>
            $"net/http: HTTP/1.x transport connection broken: malformed HTTP response{Quoted(e)}",
        _ when Find<AuthenticationException>(failure) is { } e => $"tls: failed to verify handshake: {e.Message}",
        _ when Find<SocketException>(failure) is { } e => $"read tcp: read: {Dialer.Words(e.SocketErrorCode)}",
        _ => failure.GetBaseException().Message,
    };

    /// <summary>The line that was not understood, which .NET puts in quotes at the end of its message.</summary>
    private static string Quoted(Exception e)
    {
        var message = e.GetBaseException().Message;
        var (start, end) = (message.IndexOf('\'', StringComparison.Ordinal), message.LastIndexOf('\''));
        return end > start ? $" {GoText.Quote(message[(start + 1)..end])}" : "";
    }

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
