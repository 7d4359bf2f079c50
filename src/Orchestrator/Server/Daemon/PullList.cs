using LocalPods.Orchestrator.Images;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>The pulls of the node at one moment.</summary>
internal sealed record PullList(ImmutableArray<PullState> Pulls);

/// <summary>One line of a watch of them, framed as watches of objects are.</summary>
internal sealed record PullChange(string Type, PullList Object);
