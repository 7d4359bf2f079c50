namespace LocalPods.Orchestrator.Resources;

/// <summary>What a kind is called, and where it lives.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Of the group: <c>v1</c>.</param>
/// <param name="Plural">As in paths: <c>pods</c>.</param>
/// <param name="Singular">As people type it: <c>pod</c>.</param>
/// <param name="Kind">As in manifests: <c>Pod</c>.</param>
/// <param name="Namespaced">False for kinds of the whole cluster.</param>
public sealed record ResourceNames(string Group, string Version, string Plural, string Singular, string Kind, bool Namespaced)
{
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary><c>all</c> puts the kind into <c>get all</c>.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    public string ApiVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Plural and group, as in error messages and store keys: <c>deployments.apps</c>.</summary>
    public string Qualified { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Kind and group, as in validation errors: <c>Deployment.apps</c>.</summary>
    public string QualifiedKind { get; } = Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public string ListKind { get; init; } = Kind + "List";
}
