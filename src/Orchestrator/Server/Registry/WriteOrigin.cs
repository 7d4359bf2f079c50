namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>Who writes an object, and whether it is meant.</summary>
/// <param name="Manager">By which the fields it sets are remembered: a client's <c>fieldManager</c>, or its name.</param>
/// <param name="DryRun">Check everything, store nothing.</param>
internal sealed record WriteOrigin(string Manager, bool DryRun = false)
{
    /// <summary>Through which it writes, when the part that is written does not say; null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>The server itself.</summary>
    public static WriteOrigin Server { get; } = new("kube-apiserver");

    /// <summary>The controllers that run beside the server.</summary>
    public static WriteOrigin Controllers { get; } = new("kube-controller-manager");
}
