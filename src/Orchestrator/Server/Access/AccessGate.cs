using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Lets through who may do what they ask: the admin everything, everybody else what tells only of health and version.</summary>
internal static class AccessGate
{
    /// <summary>Refuses a request that its caller may not make.</summary>
    /// <exception cref="ApiException">401: nobody known.</exception>
    public static void Check(HttpContext http)
    {
        // A connection that nobody vouched for is a stranger's.
        var caller = http.Features.Get<Caller>() ?? Caller.Anonymous;
        if (!caller.IsAdmin && !IsPublic(http.Request))
        {
            throw ApiErrors.Unauthorized();
        }
    }

    private static bool IsPublic(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && (request.Path.Value ?? "").Split('/') is
            ["", "livez" or "readyz" or "healthz", ..] or ["", "version"] or ["", "version", ""];
}
