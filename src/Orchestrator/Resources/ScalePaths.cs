namespace LocalPods.Orchestrator.Resources;

/// <summary>Where the parts of a Scale are found in objects of a kind: dotted paths without a leading dot.</summary>
/// <param name="SpecReplicas">The wished number.</param>
/// <param name="StatusReplicas">The number there is.</param>
/// <param name="Selector">A label selector, as text or as an object; null where there is none.</param>
public sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector);
