using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>A pull that worked.</summary>
/// <param name="Image">What came.</param>
/// <param name="Begun">When it had got its turn, as a timestamp of the clock.</param>
internal sealed record PullResult(ImageStatus Image, long Begun);
