using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>The probes of one pod and what they have published. Guarded by the engine's lock.</summary>
internal sealed class PodProbes(PodView view)
{
    public PodView View { get; set; } = view;
    public ProbeVerdicts Verdicts { get; set; } = ProbeVerdicts.None;
    public ImmutableArray<ProbeWorker> Workers { get; } = [.. Make(view)];

    /// <summary>Abandons attempts under way when the pod is forgotten.</summary>
    public CancellationTokenSource Forgotten { get; } = new();

    // Regular init containers have no probes; validation refuses them.
    private static IEnumerable<ProbeWorker> Make(PodView view)
    {
        var identity = new PodIdentity(view.Pod.Metadata.Namespace ?? "", view.Pod.Metadata.Name ?? "", view.Pod.Metadata.Uid ?? "");
        foreach (var (list, containers) in new[]
                 {
                     (ContainerList.InitContainers, view.Pod.Spec.InitContainers.Where(c => c.IsSidecar())),
                     (ContainerList.Containers, view.Pod.Spec.Containers),
                 })
        {
            foreach (var container in containers)
            {
                foreach (var (type, probe) in new[]
                         {
                             (ProbeType.Startup, container.StartupProbe),
                             (ProbeType.Readiness, container.ReadinessProbe),
                             (ProbeType.Liveness, container.LivenessProbe),
                         })
                {
                    if (probe is not null)
                    {
                        yield return new ProbeWorker(identity, container, list, type, probe);
                    }
                }
            }
        }
    }
}
