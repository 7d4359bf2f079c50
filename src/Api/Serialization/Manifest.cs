using System.Collections.Immutable;

namespace LocalPods.Api.Serialization;

/// <summary>A file that was read: its objects, lists taken apart, and everything that is wrong with it.</summary>
/// <param name="Objects">In the order written. An object with faults is here too when its kind is known.</param>
/// <param name="Faults">In the order of the file.</param>
public sealed record Manifest(ImmutableArray<ManifestObject> Objects, ImmutableArray<Fault> Faults)
{
    /// <summary>Whether anything forbids to go on.</summary>
    public bool HasErrors => Faults.Any(fault => fault.Severity == FaultSeverity.Error);
}
