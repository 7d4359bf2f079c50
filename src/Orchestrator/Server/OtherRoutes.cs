namespace LocalPods.Orchestrator.Server;

/// <summary>
/// Every route outside the API groups. What is not here is not served, so that whoever walks all routes, to see that none is open, walks
/// them here and along the kinds of the registry.
/// </summary>
internal static class OtherRoutes
{
    private const string Pod = "/localpods/namespaces/{namespace}/pods/{name}/";

    /// <summary>Methods and paths. A segment in braces is any one, and any rest where it ends with dots.</summary>
    public static ImmutableArray<(string Method, string Path)> All { get; } =
    [
        ("GET", "/"),
        ("GET", "/version"),
        ("GET", "/healthz"), ("GET", "/healthz/{check}"), ("GET", "/livez"), ("GET", "/livez/{check}"), ("GET", "/readyz"), ("GET", "/readyz/{check}"),
        ("GET", "/openapi/v2"), ("GET", "/openapi/v3"), ("GET", "/openapi/v3/{groupVersion...}"),
        ("GET", Access.Tokens.IssuerDocuments.Configuration), ("GET", Access.Tokens.IssuerDocuments.Keys),
        ("GET", "/localpods/access"), ("GET", "/localpods/pulls"), ("GET", "/localpods/status"), ("POST", "/localpods/shutdown"), ("POST", "/localpods/check"),
        ("GET", Pod + "backoff"), ("GET", Pod + "history"), ("GET", Pod + "why"), ("POST", Pod + "retry"),
    ];

    private static readonly ImmutableArray<(string Method, string[] Segments)> s_parsed = [.. All.Select(r => (r.Method, Segments(r.Path)))];

    public static bool Serves(string method, string path)
    {
        var segments = Segments(path);
        return s_parsed.Any(r => r.Method == method && Matches(r.Segments, segments));
    }

    private static string[] Segments(string path) => path.TrimEnd('/').Split('/');

    private static bool Matches(string[] route, string[] path)
    {
        var open = route[^1].EndsWith("...}", StringComparison.Ordinal);
        if (open ? path.Length < route.Length : path.Length != route.Length)
        {
            return false;
        }

        for (var i = 0; i < route.Length; i++)
        {
            if (!route[i].StartsWith('{') && route[i] != path[i])
            {
                return false;
            }
        }

        return true;
    }
}
