using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// Probes by a GET request (kubelet <c>pkg/probe/http</c>). Every request has a connection of its own, made without a
/// proxy; certificates are not checked, bodies not unpacked.
/// </summary>
/// <remarks>
/// <para>Redirects are followed while they stay on the same host name, ten at most; one that leads elsewhere ends the
/// probe well, with a warning.</para>
/// <para>The connection is dialled here and handed to the handler, so that the time-out of one probe bounds its own
/// connection and no other, and a failed one is told in Go's words.</para>
/// </remarks>
internal sealed class HttpProbe(string userAgent)
{
    private const int BodyLimit = 10 * 1024;
    private const int RedirectLimit = 10;
    private const string NotTls = "http: server gave HTTP response to HTTPS client";

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget.Http target, CancellationToken deadline) => (await AskAsync(target, deadline)).Outcome;

    /// <summary>The same, with what came of the request itself, for those whom any answer is good enough.</summary>
    public async Task<(ProbeOutcome Outcome, HttpReply Reply)> AskAsync(ProbeTarget.Http target, CancellationToken deadline)
    {
        var url = ProbeUrl.Of(target);
        var host = target.Headers.LastOrDefault(h => h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value;
        Uri? referer = null;
        for (var followed = 0; ; followed++)
        {
            Step step;
            try
            {
                step = await SendAsync(url, host, referer, target, deadline);
            }
            catch (Exception e) when (e is DialException or HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                var failure = ProbeOutcome.Failure($"Get {GoText.Quote(url.OriginalString)}: {HttpFailure.Words(e, deadline)}");
                return (failure, e is DialException { Message: NotTls } ? HttpReply.WithoutTls : HttpReply.None);
            }

            if (step.Redirect is not { } location || !ProbeUrl.TryResolve(url, location, out var next, out var relative))
            {
                return (step.Outcome, HttpReply.Some);
            }

            if (!next.Host.Equals(url.Host, StringComparison.OrdinalIgnoreCase))
            {
                return (step.Outcome, HttpReply.Some);
            }

            if (followed + 1 >= RedirectLimit)
            {
                return (ProbeOutcome.Failure($"Get {GoText.Quote(location)}: stopped after {RedirectLimit} redirects"), HttpReply.None);
            }

            (referer, url, host) = (url.Scheme == "https" && next.Scheme == "http" ? null : url, next, relative ? host : null);
        }
    }

    private async Task<Step> SendAsync(Uri url, string? host, Uri? referer, ProbeTarget.Http target, CancellationToken deadline)
    {
        await using var connection = new OpeningStream(await Dialer.DialAsync(url.Host.Trim('[', ']'), url.Port, deadline));
        using var client = new HttpMessageInvoker(Handler(connection));
        using var request = Request(url, host, referer, target);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, deadline);
        }
        catch (HttpRequestException e) when (url.Scheme == "https" && connection.Opening.SequenceEqual("HTTP/"u8))
        {
            throw new DialException(NotTls, e);
        }

        using (response)
        {
            return await ReadAsync(response, deadline);
        }
    }

    private static async Task<Step> ReadAsync(HttpResponseMessage response, CancellationToken deadline)
    {
        string body;
        try
        {
            body = await ReadBodyAsync(response, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Step(ProbeOutcome.Failure("context deadline exceeded (Client.Timeout or context cancellation while reading body)"), null);
        }

        var code = (int)response.StatusCode;
        var outcome = code switch
        {
            >= 200 and < 300 => ProbeOutcome.Success(body),
            >= 300 and < 400 => ProbeOutcome.Warning($"Probe terminated redirects, Response body: {body}"),
            _ => ProbeOutcome.Failure($"HTTP probe failed with statuscode: {code}"),
        };
        var redirects = code is 301 or 302 or 303 or 307 or 308;
        return new Step(outcome, redirects && response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null);
    }

    private static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken deadline)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BodyLimit);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(deadline);
            var count = await body.ReadAtLeastAsync(buffer.AsMemory(0, BodyLimit), BodyLimit, throwOnEndOfStream: false, deadline);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private HttpRequestMessage Request(Uri url, string? host, Uri? referer, ProbeTarget.Http target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in target.Headers.Where(h => !h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]); // what .NET holds to be about a body needs one
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        AddDefault(request, "User-Agent", userAgent);
        AddDefault(request, "Accept", "*/*");
        if (referer is not null)
        {
            AddDefault(request, "Referer", referer.OriginalString);
        }

        try
        {
            request.Headers.Host = host;
        }
        catch (FormatException e)
        {
            throw new DialException("http: invalid Host header", e);
        }

        request.Headers.ConnectionClose = true;
        return request;
    }

    /// <summary>The spec's own value wins; an empty one takes the header away.</summary>
    private static void AddDefault(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.NonValidated.TryGetValues(name, out var own))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        else if (own.ToString().Length == 0)
        {
            request.Headers.Remove(name);
        }
    }

    private static SocketsHttpHandler Handler(OpeningStream connection) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 0,
        ConnectCallback = (_, _) => connection.HandOut(),
        SslOptions =
        {
#pragma warning disable CA5359 // A probe asks whether a server answers, not who it is; Kubernetes does not check either.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        },
    };

    /// <summary>One answer of a server.</summary>
    /// <param name="Outcome">When no redirect is followed from here.</param>
    /// <param name="Redirect">Where to, as the server wrote it.</param>
    private sealed record Step(ProbeOutcome Outcome, string? Redirect);
}
