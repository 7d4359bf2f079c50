namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>What a path names. Closed: the nested records are all the cases there are.</summary>
internal abstract record RequestTarget
{
    private RequestTarget()
    {
    }

    /// <summary>Objects of a kind, one of them, or something beneath it.</summary>
    /// <param name="Group">Empty for the core group.</param>
    /// <param name="Version">Of the group.</param>
    /// <param name="Plural">Of the kind.</param>
    /// <param name="Namespace">Null for a path outside namespaces.</param>
    /// <param name="Name">Null for a collection.</param>
    /// <param name="Subresource">Null for the object itself.</param>
    /// <param name="Rest">What follows the subresource, without the slash; null when nothing does.</param>
    public sealed record Resource(string Group, string Version, string Plural, string? Namespace, string? Name, string? Subresource, string? Rest) : RequestTarget
    {
        /// <summary>A path of the old <c>/watch/</c> form.</summary>
        public bool WatchPath { get; init; }
    }

    /// <summary><c>/api</c>: versions of the core group.</summary>
    public sealed record CoreVersions : RequestTarget;

    /// <summary><c>/apis</c>: every named group.</summary>
    public sealed record Groups : RequestTarget;

    /// <summary><c>/apis/{group}</c>.</summary>
    public sealed record OneGroup(string Group) : RequestTarget;

    /// <summary><c>/api/v1</c> or <c>/apis/{group}/{version}</c>: the kinds of a group version.</summary>
    public sealed record GroupVersion(string Group, string Version) : RequestTarget;

    /// <summary>Anything outside the API groups.</summary>
    public sealed record Other(string Path) : RequestTarget;

    public static RequestTarget Parse(string path)
    {
        var segments = path.Split('/', StringSplitOptions.None);
        var parts = segments.AsSpan(1, Math.Max(0, segments.Length - 1));
        if (parts is [.., ""])
        {
            parts = parts[..^1];
        }

        return parts switch
        {
            ["api"] => new CoreVersions(),
            ["api", var version, .. var rest] => Within("", version, rest),
            ["apis"] => new Groups(),
            ["apis", var group] => new OneGroup(group),
            ["apis", var group, var version, .. var rest] => Within(group, version, rest),
            _ => new Other(path),
        };
    }

    private static RequestTarget Within(string group, string version, ReadOnlySpan<string> rest) =>
        rest switch
        {
            [] => new GroupVersion(group, version),
            ["watch", .. var watched] when watched.Length > 0 && Objects(group, version, watched) is { } found => found with { WatchPath = true },
            _ => Objects(group, version, rest),
        };

    // "namespaces/x/status" and "namespaces/x/finalize" are of the namespace itself, anything else there is a kind inside it.
    private static Resource Objects(string group, string version, ReadOnlySpan<string> rest) =>
        rest switch
        {
            ["namespaces", var name, "status" or "finalize"] => new(group, version, "namespaces", null, name, rest[2], null),
            ["namespaces", var ns, var plural, .. var inside] => Objects(group, version, plural, ns, inside),
            [var plural, .. var inside] => Objects(group, version, plural, null, inside),
            _ => new(group, version, "", null, null, null, null),
        };

    private static Resource Objects(string group, string version, string plural, string? ns, ReadOnlySpan<string> inside) =>
        inside switch
        {
            [] => new(group, version, plural, ns, null, null, null),
            [var name] => new(group, version, plural, ns, name, null, null),
            [var name, var subresource] => new(group, version, plural, ns, name, subresource, null),
            [var name, var subresource, .. var rest] => new(group, version, plural, ns, name, subresource, string.Join('/', rest)),
        };
}
