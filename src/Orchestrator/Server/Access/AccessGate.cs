using LocalPods.Orchestrator.Server.Access.Tokens;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>
/// Stands before every route:
/// <list type="number">
/// <item>who is it: the connection vouches for its caller, or a token does, or nobody;</item>
/// <item>whom do they act as, if they may;</item>
/// <item>may that one do this: health and version are everybody's, the rest is what the authorizer allows.</item>
/// </list>
/// </summary>
internal sealed class AccessGate(Authorizer authorizer, ServiceAccountTokens tokens)
{
    private const string BearerScheme = "Bearer ";

    private readonly Impersonation _impersonation = new(authorizer);

    /// <summary>Lets a request through.</summary>
    /// <returns>For whom, and what.</returns>
    /// <exception cref="ApiException">401: nobody known; 403: somebody who may not.</exception>
    public RequestAccess Admit(HttpContext http)
    {
        var wanted = AccessAttributes.Of(http.Request);
        var caller = Identify(http);
        if (caller.IsAnonymous)
        {
            return IsPublic(wanted) ? new RequestAccess(caller, wanted) : throw ApiErrors.Unauthorized();
        }

        caller = _impersonation.Apply(http.Request.Headers, caller);
        if (!IsPublic(wanted))
        {
            authorizer.Require(caller, wanted);
        }

        return new RequestAccess(caller, wanted);
    }

    // A connection that nobody vouched for is a stranger's until a token says otherwise; a token that says nothing is refused.
    private Caller Identify(HttpContext http)
    {
        var caller = http.Features.Get<Caller>() ?? Caller.Anonymous;
        var shown = http.Request.Headers.Authorization.ToString();
        if (!caller.IsAnonymous || !shown.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase) || shown[BearerScheme.Length..].Trim() is not { Length: > 0 } token)
        {
            return caller;
        }

        return tokens.Review(token, []).Caller ?? throw ApiErrors.Unauthorized();
    }

    private static bool IsPublic(AccessAttributes wanted) =>
        wanted is { Verb: "get", Path: { } path } && path.Split('/') is ["", "livez" or "readyz" or "healthz", ..] or ["", "version"] or ["", "version", ""];
}
