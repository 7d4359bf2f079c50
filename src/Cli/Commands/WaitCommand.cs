using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods wait</c>.</summary>
internal static class WaitCommand
{
    /// <summary>What a negative timeout means.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(168);

    public static Command Definition { get; } = new("wait", "Wait for a specific condition on one or many resources")
    {
        Usage = "wait ([-f FILENAME] | TYPE/NAME | TYPE [(-l label | --all)]) --for=(create|delete|condition=NAME[=VALUE]|jsonpath='{PATH}'[=VALUE]) [flags]",
        Description = """
            Wait for a specific condition on one or many resources.

             It returns as soon as every object is as wanted, and fails at once, with the cause, when one of them will not become so by itself:
             an image that cannot be pulled, a pod that has ended, an object that was deleted.
            """,
        Examples = """
              # Until a pod is ready
              localpods wait --for=condition=Ready pod/web --timeout=2m

              # Until all pods of an app have an address
              localpods wait --for=jsonpath='{.status.podIP}' pods -l app=shop

              # Until a pod has ended well
              localpods wait --for=jsonpath='{.status.phase}'=Succeeded pod/job

              # Until it is gone
              localpods wait --for=delete pod/web
            """,
        Flags =
        [
            .. SelectionFlags.All,
            Flag.Texts("for", "What to wait for: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'[=JSONPath value]]") with
            {
                Values = ["create", "delete", "condition=", "jsonpath="],
            },
            ChangePrinter.Output,
            Flag.Duration("timeout", "How long to wait before giving up. Zero means check once and don't wait, negative means wait for a week") with { Default = "30s" },
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        // What stands between commas belongs to one wish: a JSONPath may have some.
        var wishes = Wish.ReadAll(invocation.Flags.Texts("for"));
        var timeout = invocation.Flags.Duration("timeout");
        var deadline = invocation.Environment.Clock.GetUtcNow() + (timeout < TimeSpan.Zero ? s_longest : timeout);
        var printer = new ChangePrinter(invocation, DryRun.None);
        var forDelete = wishes.Any(w => w is Wish.Deleted);
        var targets = new TargetObjects(invocation, invocation.Arguments) { IgnoreNotFound = forDelete };
        if (wishes.Any(w => w is Wish.Created))
        {
            AwaitCreation(invocation, targets, deadline);
        }

        var fine = targets.Visit(target =>
        {
            foreach (var wish in wishes)
            {
                var met = timeout == TimeSpan.Zero ? wish.Outcome(target.Type, target.Live) : new WishWait(invocation, target, deadline).Run(wish);
                printer.Print(target.PrintedName, "condition met", met switch
                {
                    WishOutcome.Met now => now.Object ?? target.Live,
                    WishOutcome.Hopeless why => throw CommandException.Error($"{target.PrintedName} {why.Why}"),
                    _ when timeout == TimeSpan.Zero => throw CommandException.Error($"condition not met for {target.Type.Plural}/{target.Name}"),
                    _ => throw CommandException.Error($"timed out waiting for the condition on {target.Type.Plural}/{target.Name}"),
                });
            }
        });
        return fine && targets.Count == 0 && !forDelete ? throw CommandException.Error("no matching resources found") : fine ? ExitCode.Success : ExitCode.Failure;
    }

    private static void AwaitCreation(Invocation invocation, TargetObjects targets, DateTimeOffset deadline)
    {
        foreach (var (type, ns, name) in targets.Names())
        {
            _ = new ObjectWatch(invocation, type, ns, name, deadline).Until(live => live is null ? null : "there")
                ?? throw CommandException.Error("timed out waiting for the condition");
        }
    }
}
