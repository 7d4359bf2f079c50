using System.Globalization;
using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether containers end when they are asked to. Pure.</summary>
internal static partial class StopChecks
{
    /// <summary>A grace this short is not worth a word.</summary>
    private const long ShortGrace = 2;

    // They leave SIGTERM to the kernel, which does not deliver it to a PID 1 without a handler.
    private static readonly ImmutableHashSet<string> s_deaf = ["sleep", "tail", "cat", "yes"];

    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        var spec = at.Pod!.Spec;
        var grace = spec.TerminationGracePeriodSeconds ?? 30;
        for (var i = 0; i < spec.Containers.Length; i++)
        {
            var container = spec.Containers[i];
            var image = evidence.Images.GetValueOrDefault(container.Image ?? "");
            if (spec is { RestartPolicy: RestartPolicies.Always, ShareProcessNamespace: not true, HostPID: not true } && grace > ShortGrace
                && string.IsNullOrEmpty(container.Lifecycle?.StopSignal) && Deaf(container, image) is var (why, fix))
            {
                yield return new CheckFinding(
                    at.Index,
                    $"spec.containers[{i}].{(container.Command.IsEmpty ? container.Args.IsEmpty ? "image" : "args" : "command")}",
                    CheckSeverity.Warning,
                    CheckCode.StopSignalIgnored,
                    $"container {container.Name} does not end at SIGTERM: {why}; a delete takes the {grace} s of its grace period",
                    fix);
            }

            if (Sleeps(container.Lifecycle?.PreStop, grace) is { } seconds && seconds >= grace)
            {
                yield return new CheckFinding(
                    at.Index,
                    $"spec.containers[{i}].lifecycle.preStop",
                    CheckSeverity.Warning,
                    CheckCode.PreStopTooLong,
                    string.Create(CultureInfo.InvariantCulture, $"the preStop hook of container {container.Name} sleeps {seconds} s, and the grace period is {grace} s: nothing is left for the program, which gets 2 s to end"),
                    "sleep less, or raise terminationGracePeriodSeconds");
            }
        }
    }

    // Why the first program drops the signal, and what to do; null when nothing says that it does.
    private static (string Why, string Fix)? Deaf(Container container, ImageFacts? image)
    {
        if (ShellScript.Of(container, image?.Present) is { } script)
        {
            return script.TakesSignals ? null
                : script.Remains(image?.Programs) ? ($"{script.Shell} as PID 1 drops it and does not pass it on", "begin the last command of the script with exec, or set a trap")
                : Dropped(script.LastProgram);
        }

        return ShellScript.WordsOf(container, image?.Present) is [var first, ..] ? Dropped(first[(first.LastIndexOf('/') + 1)..]) : null;
    }

    private static (string Why, string Fix)? Dropped(string program) =>
        s_deaf.Contains(program) ? ($"{program} as PID 1 drops it", "run a program that handles SIGTERM, or lower terminationGracePeriodSeconds") : null;

    // What the API refuses was told.
    private static double? Sleeps(LifecycleHandler? hook, long grace) => hook switch
    {
        { Sleep: { } sleep } => sleep.Seconds > grace ? null : sleep.Seconds,
        { Exec.Command: { IsEmpty: false } words } when Sleep().Matches(string.Join(' ', words)) is { Count: > 0 } sleeps => sleeps.Sum(Seconds),
        _ => null,
    };

    private static double Seconds(Match sleep) =>
        double.Parse(sleep.Groups["time"].ValueSpan, CultureInfo.InvariantCulture) * sleep.Groups["unit"].Value switch { "m" => 60, "h" => 3600, _ => 1 };

    [GeneratedRegex(@"\bsleep (?<time>\d+(\.\d+)?)(?<unit>[smh]?)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Sleep();
}
