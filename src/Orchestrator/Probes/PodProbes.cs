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

    /// <summary>
    /// Readiness that could be but is not is asked at once whenever the pod is looked at, so that nobody waits a period
    /// for a container that has been ready all along.
    /// </summary>
    public bool IsEagerlyAwaited(ProbeWorker worker) =>
        worker is { Type: ProbeType.Readiness, Ended: false }
        && View.Newest(worker.Container.Name) is { State: Runtime.ContainerState.Running } seen
        && Verdicts.Find(ProbeType.Readiness, seen.Id) != ProbeVerdict.Success
        && (worker.Container.StartupProbe is null || Verdicts.Find(ProbeType.Startup, seen.Id) == ProbeVerdict.Success);

    /// <summary>The pod is being stopped: only readiness, and all of sidecars, goes on until nothing runs.</summary>
    public void EndForTermination()
    {
        var anyRuns = View.Seen.Containers.Any(c => c.State == Runtime.ContainerState.Running);
        foreach (var worker in Workers.Where(w => !anyRuns || (w.Type != ProbeType.Readiness && !w.IsSidecar)))
        {
            worker.Ended = true;
        }
    }

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
