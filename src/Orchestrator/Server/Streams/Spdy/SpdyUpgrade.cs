using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>Turns a request into a SPDY connection.</summary>
internal static class SpdyUpgrade
{
    private const string VersionHeader = "X-Stream-Protocol-Version";

    /// <summary>Whether the client asks for SPDY.</summary>
    public static bool IsAsked(HttpContext http) =>
        http.Request.Headers.Upgrade.Any(u => "SPDY/3.1".Equals(u, StringComparison.OrdinalIgnoreCase)) && http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>The first of the client's versions that is known; when none is, the request is answered with those that are.</summary>
    /// <returns>Null when it was answered.</returns>
    /// <exception cref="ApiException">400: the client names none.</exception>
    public static async Task<string?> ChooseAsync(HttpContext http, ImmutableArray<string> known)
    {
        var offered = http.Request.Headers[VersionHeader].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (offered.Count == 0)
        {
            throw ApiErrors.BadRequest($"unable to upgrade: {VersionHeader} is required");
        }

        if (offered.Find(o => known.Contains(o)) is { } chosen)
        {
            return chosen;
        }

        http.Response.Headers["X-Accepted-Stream-Protocol-Versions"] = known.ToArray();
        await Responses.Answer.TextAsync(http, 403, $"unable to upgrade: unable to negotiate protocol: client supports [{string.Join(' ', offered)}], server accepts [{string.Join(' ', known)}]");
        return null;
    }

    /// <summary>Answers with the upgrade.</summary>
    /// <param name="http">Asked for SPDY.</param>
    /// <param name="version">As chosen.</param>
    public static Task<Stream> AcceptAsync(HttpContext http, string version)
    {
        http.Response.Headers.Upgrade = "SPDY/3.1";
        http.Response.Headers[VersionHeader] = version;
        return http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }
}
