using System.Globalization;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// How long a container that ended waits before it is started again (spec 4.7): at once the first time, then 10 s after
/// the end, doubling to 300 s, and from the start again once it has lived for ten minutes.
/// </summary>
/// <remarks>
/// Nothing is kept in memory. Each instance carries, as an annotation on the engine, the delay that its own end will
/// cost; when it was created is when that delay was set. So the back-off outlives the daemon.
/// </remarks>
internal static class CrashLoopBackoff
{
    /// <summary>Annotation of an instance: whole seconds to wait after its end. An instance that started fresh has none.</summary>
    public const string DelayAnnotation = "localpods.io/crash-loop-delay-seconds";

    public static readonly TimeSpan Initial = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    /// <summary>A container that ends later than this after its last restart has been well: it starts fresh.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    /// <summary>When an ended container may start again.</summary>
    /// <param name="delay">What its end costs, set when it was started; null for an instance that started fresh.</param>
    /// <param name="setAt">When that was.</param>
    /// <param name="finishedAt">When it ended.</param>
    /// <param name="countsFrom">
    /// Where the wait begins: its end. For an instance that was killed to be replaced, the end of the instance before
    /// it, because its replacement is decided while it still runs; null when there was none before: such a restart is
    /// not counted.
    /// </param>
    public static CrashLoopDecision Decide(TimeSpan? delay, DateTimeOffset setAt, DateTimeOffset finishedAt, DateTimeOffset? countsFrom)
    {
        if (countsFrom is null)
        {
            return new CrashLoopDecision(finishedAt, TimeSpan.Zero, delay);
        }

        if (delay is not { } current || finishedAt - setAt > ForgottenAfter)
        {
            return new CrashLoopDecision(finishedAt, TimeSpan.Zero, Initial);
        }

        var next = current * 2 < Longest ? current * 2 : Longest;
        return finishedAt - countsFrom >= current
            ? new CrashLoopDecision(finishedAt, TimeSpan.Zero, next)
            : new CrashLoopDecision(finishedAt + current, current, next);
    }

    /// <summary>Reads <see cref="DelayAnnotation"/>; null when the instance started fresh or says nonsense.</summary>
    public static TimeSpan? DelayOf(ContainerStatus instance) =>
        instance.Annotations.TryGetValue(DelayAnnotation, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds))
            : null;
}

/// <summary>When to start again.</summary>
/// <param name="Due">Not before.</param>
/// <param name="Delay">The wait that <paramref name="Due"/> comes from; zero when there is none.</param>
/// <param name="Next">What the end of the instance started then will cost; null when it starts fresh.</param>
internal readonly record struct CrashLoopDecision(DateTimeOffset Due, TimeSpan Delay, TimeSpan? Next);
