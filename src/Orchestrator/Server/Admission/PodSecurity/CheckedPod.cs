using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>A pod that is held against a standard.</summary>
/// <param name="spec">Of the pod.</param>
/// <param name="annotations">Of the pod.</param>
/// <param name="standard">What it is held against.</param>
internal sealed class CheckedPod(PodSpec spec, ImmutableSortedDictionary<string, string>? annotations, PodSecurityStandard standard)
{
    public PodSpec Spec { get; } = spec;

    public ImmutableSortedDictionary<string, string>? Annotations { get; } = annotations;

    public PodSecurityStandard Standard { get; } = standard;

    /// <summary>Init containers first, ephemeral ones last.</summary>
    public ImmutableArray<Container> Containers { get; } = [.. spec.ContainersWithEphemeral()];

    public bool IsWindows => Spec.Os?.Name == "windows";

    /// <summary>Names of the containers of which something holds.</summary>
    public List<string> Where(Func<Container, bool> holds) => [.. Containers.Where(holds).Select(c => c.Name)];
}
