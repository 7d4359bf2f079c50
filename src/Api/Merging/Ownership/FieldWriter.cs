namespace LocalPods.Api.Merging;

/// <summary>Who writes fields.</summary>
/// <param name="Manager">Name of the client; empty for one that gives none.</param>
/// <param name="ApiVersion">Version in which it writes.</param>
/// <param name="Subresource">Through which it writes; empty for the object itself.</param>
public sealed record FieldWriter(string Manager, string ApiVersion, string Subresource)
{
    /// <summary>The manager by which the node agent writes.</summary>
    public const string NodeAgent = "kubelet";

    /// <summary>The manager by which the node agent writes that a pod has no room.</summary>
    public const string Scheduler = "kube-scheduler";

    /// <summary>What a client without a name is called.</summary>
    private const string Unknown = "unknown";

    public string Manager { get; init; } = Manager.Length == 0 ? Unknown : Manager;
}
