using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// One thing to do to a pod. Closed: the nested records are all the cases there are. As a string each says in a few words
/// what it does, for the log.
/// </summary>
internal abstract record PodAction
{
    /// <summary>The key of whatever is done to the sandbox as a whole.</summary>
    public const string SandboxKey = "sandbox";

    /// <summary>The key of whatever is done to the pod's control group.</summary>
    public const string CgroupKey = "cgroup";

    private PodAction()
    {
    }

    /// <summary>
    /// Two actions of one key are never under way at once, and a failed one is put off by its key.
    /// </summary>
    public abstract string Key { get; }

    public static string StartKey(string container) => "start/" + container;

    public static string KillKey(ContainerId id) => "kill/" + id.Value;

    public static string ResizeKey(ContainerId id) => "resize/" + id.Value;

    public static string RemoveKey(ContainerId id) => "remove/" + id.Value;

    public sealed record CreateSandbox(int Attempt) : PodAction
    {
        public override string Key => SandboxKey;

        public override string ToString() => Attempt == 0 ? "create the sandbox" : $"create the sandbox anew (attempt {Attempt})";
    }

    public sealed record StopSandbox(SandboxId Id) : PodAction
    {
        public override string Key => SandboxKey;

        public override string ToString() => $"stop sandbox {Id.Value}";
    }

    /// <summary>Removes a sandbox with all that is in it.</summary>
    public sealed record RemoveSandbox(SandboxId Id) : PodAction
    {
        public override string Key => "remove-sandbox/" + Id.Value;

        public override string ToString() => $"remove sandbox {Id.Value} with all in it";
    }

    /// <summary>Makes the image present, creates the container and starts it.</summary>
    /// <param name="Sandbox">Where.</param>
    /// <param name="Name">In the spec.</param>
    /// <param name="Attempt">The restart count of the new instance.</param>
    /// <param name="CrashLoopDelay">What the new instance's end will cost (spec 4.7); null for one that starts fresh.</param>
    public sealed record StartContainer(SandboxId Sandbox, string Name, int Attempt, TimeSpan? CrashLoopDelay) : PodAction
    {
        public override string Key => StartKey(Name);

        /// <summary>The running container whose processes an ephemeral container is to see; null for none.</summary>
        public ContainerId? Target { get; init; }

        public override string ToString() => Attempt == 0 ? $"start container {Name}" : $"start container {Name} (restart {Attempt})";
    }

    /// <summary>Stops a running container.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Name">In the spec.</param>
    /// <param name="Grace">From the stop signal to the kill.</param>
    /// <param name="Because">The message of the event.</param>
    /// <param name="Replace">It is to be started again whatever its exit code.</param>
    /// <param name="Hasten">A stop is under way already; this one only shortens the wait.</param>
    public sealed record KillContainer(ContainerId Id, string Name, TimeSpan Grace, string Because, bool Replace, bool Hasten) : PodAction
    {
        public override string Key => KillKey(Id);

        /// <summary>How much of the grace period its preStop hook may use first; null runs no hook.</summary>
        public TimeSpan? HookLimit { get; init; }

        /// <summary>People were told of the stop before.</summary>
        public bool Announced { get; init; }

        public override string ToString() =>
            $"stop container {Name} {(Hasten ? "sooner, within" : "within")} {Grace.TotalSeconds:0.###} s ({Because})";
    }

    /// <summary>What comes before a sidecar's turn to be stopped: people are told, and its preStop hook runs.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Name">In the spec.</param>
    /// <param name="Because">The message of the event.</param>
    /// <param name="HookLimit">What its preStop hook may use; null runs no hook.</param>
    public sealed record PrepareStop(ContainerId Id, string Name, string Because, TimeSpan? HookLimit) : PodAction
    {
        public override string Key => KillKey(Id);

        /// <summary>The hook is under way already; this only shortens its time.</summary>
        public bool Hasten { get; init; }

        public override string ToString() =>
            Hasten ? $"shorten the preStop hook of {Name}" : HookLimit is null ? $"tell that {Name} is to be stopped" : $"run the preStop hook of {Name}";
    }

    /// <summary>Limits a running container otherwise.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Name">In the spec.</param>
    /// <param name="From">What it has.</param>
    /// <param name="To">What it is to have.</param>
    public sealed record ResizeContainer(ContainerId Id, string Name, ContainerResources From, ContainerResources To) : PodAction
    {
        public override string Key => ResizeKey(Id);

        public override string ToString() => $"limit container {Name} to {Amounts(To)}";
    }

    /// <summary>Limits all containers of the pod together, by its control group.</summary>
    /// <param name="To">What they are to have.</param>
    public sealed record LimitPod(ContainerResources To) : PodAction
    {
        public override string Key => CgroupKey;

        public override string ToString() => $"limit it to {Amounts(To)}";
    }

    /// <summary>Removes the pod's control group, in which nothing runs any more.</summary>
    public sealed record RemoveCgroup : PodAction
    {
        public override string Key => CgroupKey;

        public override string ToString() => "remove its control group";
    }

    /// <summary>Removes an instance by force: a dead one that nobody needs any more, or one that was never started.</summary>
    public sealed record RemoveContainer(ContainerId Id) : PodAction
    {
        public override string Key => RemoveKey(Id);

        /// <summary>Of a container that is started anew after this: what the end of its next instance costs; null when it starts fresh.</summary>
        public (string Name, TimeSpan Delay)? Carries { get; init; }

        public override string ToString() => $"remove container {Id.Value}";
    }

    /// <summary>Nothing of the pod is left on the engine: forgets its files and then its object.</summary>
    public sealed record ForgetPod : PodAction
    {
        public override string Key => "forget";

        public override string ToString() => "nothing of it is left; remove its files and its object";
    }

    private static string Amounts(ContainerResources to) =>
        $"{(to.CpuQuota == 0 ? "any" : $"{to.CpuQuota * 1000 / to.CpuPeriod}m")} cpu and {(to.MemoryBytes == 0 ? "any" : $"{to.MemoryBytes} bytes of")} memory";
}
