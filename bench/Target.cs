namespace LocalPods.Bench;

/// <summary>What is measured, and against what.</summary>
/// <param name="Engine">The bare engine: the floor.</param>
/// <param name="Pods">LocalPods by its API.</param>
/// <param name="Cli">LocalPods by its command.</param>
internal sealed record Target(Engine Engine, Pods Pods, Cli Cli);
