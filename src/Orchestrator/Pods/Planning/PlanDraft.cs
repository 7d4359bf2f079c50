using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>A plan in the making: drops what is under way already, and puts off what failed a moment ago.</summary>
internal sealed class PlanDraft(PlanInput input)
{
    private readonly ImmutableArray<PodAction>.Builder _actions = ImmutableArray.CreateBuilder<PodAction>();
    private readonly ImmutableArray<TargetWait>.Builder _targets = ImmutableArray.CreateBuilder<TargetWait>();
    private readonly ImmutableArray<CrashLoopWait>.Builder _waits = ImmutableArray.CreateBuilder<CrashLoopWait>();
    private DateTimeOffset? _due;

    public PodStage Stage { get; set; } = PodStage.Syncing;

    public PodVerdict? Termination { get; set; }

    public SandboxId? ChangedSandbox { get; set; }

    public bool RestartsAll { get; set; }

    public void Do(PodAction action)
    {
        if (input.IsBusy(action.Key) && action is not (PodAction.KillContainer { Hasten: true } or PodAction.PrepareStop { Hasten: true }))
        {
            return;
        }

        if (input.RetryAt.TryGetValue(action.Key, out var retryAt) && retryAt > input.Now)
        {
            LookAgainAt(retryAt);
            return;
        }

        _actions.Add(action);
    }

    public void Wait(CrashLoopWait wait)
    {
        // A start that failed a moment ago still shows why; the back-off shows once that has passed.
        if (input.RetryAt.TryGetValue(PodAction.StartKey(wait.Name), out var retryAt) && retryAt > input.Now)
        {
            LookAgainAt(retryAt);
            return;
        }

        _waits.Add(wait);
        LookAgainAt(wait.Until);
    }

    public void Wait(TargetWait wait) => _targets.Add(wait);

    public void LookAgainAt(DateTimeOffset moment)
    {
        if (_due is null || moment < _due)
        {
            _due = moment;
        }
    }

    public bool Starts(string container) => _actions.Any(a => a is PodAction.StartContainer start && start.Name == container);

    public PodPlan ToPlan() => new(Stage, _actions.ToImmutable(), _due)
    {
        BackingOff = _waits.ToImmutable(),
        MissingTargets = _targets.ToImmutable(),
        Termination = Termination,
        ChangedSandbox = ChangedSandbox,
        RestartsAll = RestartsAll,
    };
}
