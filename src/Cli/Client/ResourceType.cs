namespace LocalPods.Cli.Client;

/// <summary>A kind of object the server has, and where it lives.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version in the group.</param>
/// <param name="Plural">Name in paths: <c>pods</c>.</param>
/// <param name="Singular">Name of one in messages: <c>pod</c>.</param>
/// <param name="Kind">Kubernetes kind: <c>Pod</c>.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="ShortNames">Further names users may type.</param>
internal sealed record ResourceType(string Group, string Version, string Plural, string Singular, string Kind, bool Namespaced, IReadOnlyList<string> ShortNames)
{
    /// <summary>Words that mean several types at once, such as <c>all</c>; only known of types the server was asked for.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name in printed lines: <c>pod</c>, <c>deployment.apps</c>.</summary>
    public string PrintedName => Group.Length == 0 ? Singular : $"{Singular}.{Group}";

    /// <summary>The plural as the server's messages have it: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string PrintedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Path of the collection; over all namespaces when <paramref name="ns"/> is null.</summary>
    public string Collection(string? ns)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return Namespaced && ns is not null ? $"{root}/namespaces/{UrlText.Escape(ns)}/{Plural}" : $"{root}/{Plural}";
    }

    public string Item(string? ns, string name) => $"{Collection(ns)}/{UrlText.Escape(name)}";

    /// <summary>Whether a user who types this word means this type: any name, with or without version and group.</summary>
    public bool Answers(string word)
    {
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? word : word[..dot];
        var suffix = dot < 0 ? "" : word[(dot + 1)..].TrimEnd('.');
        return IsName(name) && (dot < 0 || suffix == Group || suffix == Version || suffix == $"{Version}.{Group}");
    }

    private bool IsName(string name)
    {
        if (name.Equals(Plural, StringComparison.OrdinalIgnoreCase) || name.Equals(Singular, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var shortName in ShortNames)
        {
            if (name.Equals(shortName, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
