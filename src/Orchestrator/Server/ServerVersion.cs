namespace LocalPods.Orchestrator.Server;

/// <summary>The Kubernetes version the API says it is of. Clients compare it with their own.</summary>
internal static class ServerVersion
{
    public const string Major = "1";
    public const string Minor = "33";

    /// <summary>A semantic version, as clients parse it; what follows the plus sign is ours.</summary>
    public static string Git(string ours) => $"v{Major}.{Minor}.0+localpods-{ours}";
}
