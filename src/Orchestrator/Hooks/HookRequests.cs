using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Hooks;

/// <summary>GET requests of hooks: whatever answers is a success, whatever it says (spec 6).</summary>
/// <param name="userAgent">What requests call themselves: <c>kube-lifecycle/1.36</c>.</param>
internal sealed class HookRequests(string userAgent)
{
    /// <summary>Asks once.</summary>
    /// <returns>Null when anything answered, else why nothing did.</returns>
    public async Task<string?> GetAsync(HookCall call, HTTPGetAction get, CancellationToken end)
    {
        if (Port(call.Container, get.Port) is not { } port)
        {
            return $"couldn't find port: \"{get.Port}\" of container \"{call.Container.Name}\"";
        }

        var host = string.IsNullOrEmpty(get.Host) ? call.PodIp : get.Host;
        var scheme = string.IsNullOrEmpty(get.Scheme) ? "http" : get.Scheme.ToLowerInvariant();
        var path = get.Path ?? "/";
        var address = $"{scheme}://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}{(path.StartsWith('/') ? path : "/" + path)}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return $"invalid URL {address}";
        }

        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
#pragma warning disable CA5359 // as the kubelet: a hook asks a container of the user's own, whose certificate nobody signed
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        foreach (var header in get.HttpHeaders)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
            return null;
        }
        catch (HttpRequestException e)
        {
            return $"Get \"{url}\": {e.InnerException?.Message ?? e.Message}";
        }
    }

    private static int? Port(Container container, IntOrString port) =>
        !port.IsText ? port.Number
        : container.Ports.FirstOrDefault(p => p.Name == port.Text) is { } named ? named.Port
        : int.TryParse(port.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
