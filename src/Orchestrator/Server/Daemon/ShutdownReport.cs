namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>What is left after the daemon was told to go.</summary>
/// <param name="Removed">Pods that were removed with their containers; 0 when pods keep running.</param>
/// <param name="Left">Containers, networks, volumes and images that should be gone and are not, by name.</param>
public sealed record ShutdownReport(int Removed, ImmutableArray<string> Left);
