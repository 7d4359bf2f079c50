using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>
/// Goes through a pod's statuses as kubectl's printer does (<c>printers/internalversion</c>): init containers first, and the
/// regular ones only when those are through or once were.
/// </summary>
internal sealed class PodStatusWalk
{
    private const string Completed = "Completed";

    private readonly Pod _pod;
    private readonly HashSet<string> _sidecars;

    public PodStatusWalk(Pod pod)
    {
        _pod = pod;
        _sidecars = [.. pod.Spec.InitContainers.Where(c => c.IsSidecar()).Select(c => c.Name)];
        Status = pod.Status.Reason is { Length: > 0 } reason ? reason : pod.Status.Phase ?? "";
        if (pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.PodScheduled, Reason: "SchedulingGated" }))
        {
            Status = "SchedulingGated";
        }

        var initializing = WalkInit();
        if (!initializing || pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.Initialized, Status: ConditionStatuses.True }))
        {
            WalkContainers();
        }

        if (pod.IsDeleting() && pod.Status.Reason == "NodeLost")
        {
            Status = "Unknown";
        }
        else if (pod.IsDeleting() && !pod.IsTerminal())
        {
            Status = "Terminating";
        }
    }

    public string Status { get; private set; }

    public int TotalContainers => _pod.Spec.Containers.Length + _sidecars.Count;

    public int ReadyContainers { get; private set; }

    /// <summary>While the pod initializes those of init containers, later those of regular containers and sidecars.</summary>
    public int Restarts { get; private set; }

    /// <summary>When the last of the counted restarts became necessary; null when not known.</summary>
    public DateTimeOffset? LastRestart { get; private set; }

    private bool WalkInit()
    {
        var statuses = _pod.Status.InitContainerStatuses;
        for (var i = 0; i < statuses.Length; i++)
        {
            var status = statuses[i];
            CountRestarts(status);
            if (status.State.Terminated is { ExitCode: 0 })
            {
                continue;
            }

            if (_sidecars.Contains(status.Name) && status.Started == true)
            {
                ReadyContainers += status.Ready ? 1 : 0;
                continue;
            }

            Status = "Init:" + (status.State switch
            {
                { Terminated: { } end } => End(end),
                { Waiting.Reason: { Length: > 0 } reason } when reason != "PodInitializing" => reason,
                _ => $"{i}/{_pod.Spec.InitContainers.Length}",
            });
            return true;
        }

        return false;
    }

    private void WalkContainers()
    {
        (Restarts, LastRestart) = (0, null);
        foreach (var sidecar in _pod.Status.InitContainerStatuses.Where(s => _sidecars.Contains(s.Name)))
        {
            CountRestarts(sidecar);
        }

        var (anyRuns, error) = (false, "");
        foreach (var status in _pod.Status.ContainerStatuses.Reverse()) // so that the first one has the last word
        {
            CountRestarts(status);
            switch (status.State)
            {
                case { Waiting.Reason: { Length: > 0 } reason }:
                    Status = reason;
                    break;
                case { Terminated: { } end }:
                    Status = End(end);
                    error = end.ExitCode != 0 ? Status : error;
                    break;
                case { Running: not null } when status.Ready:
                    anyRuns = true;
                    ReadyContainers++;
                    break;
            }
        }

        if (Status == Completed)
        {
            var ready = _pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.Ready, Status: ConditionStatuses.True });
            Status = anyRuns && ready ? "Running" : error.Length > 0 ? error : anyRuns ? "NotReady" : Completed;
        }
    }

    private void CountRestarts(ContainerStatus status)
    {
        Restarts += status.RestartCount;
        if (status.LastState.Terminated?.FinishedAt is { } at && (LastRestart is null || at > LastRestart))
        {
            LastRestart = at;
        }
    }

    private static string End(ContainerStateTerminated end) => end switch
    {
        { Reason: { Length: > 0 } reason } => reason,
        { Signal: { } signal and not 0 } => $"Signal:{signal}",
        _ => $"ExitCode:{end.ExitCode}",
    };
}
