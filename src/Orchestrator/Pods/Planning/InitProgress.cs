namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>How far a pod's init containers have come.</summary>
internal enum InitProgress
{
    /// <summary>One has to be waited for.</summary>
    Unfinished,

    /// <summary>The pod's containers may start.</summary>
    Done,

    /// <summary>One failed and may not be repeated: the pod has failed.</summary>
    Failed,
}
