using LocalPods.Api.Core;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>A pod that a manifest on the node asks for.</summary>
/// <param name="Key">Where the object is kept that shows it: its name is the manifest's with the node's behind it.</param>
/// <param name="Hash">Of node, file and content: another one is another pod. It is the pod's uid on the node.</param>
/// <param name="Pod">Ready to be stored but for uid, time and owner.</param>
/// <param name="File">Name of the manifest in its folder.</param>
internal sealed record StaticPod(ObjectKey Key, string Hash, Pod Pod, string File);
