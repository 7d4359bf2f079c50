namespace LocalPods.Orchestrator.Images;

/// <summary>
/// How long a pull that failed is put off (spec 3): 10 s from its end, doubling to 300 s, forgotten 600 s after the last.
/// </summary>
/// <param name="Delay">The wait now.</param>
/// <param name="SetAt">When the pull failed.</param>
/// <param name="Error">Why: reason and message.</param>
internal sealed record PullBackoff(TimeSpan Delay, DateTimeOffset SetAt, string Error)
{
    public static readonly TimeSpan Initial = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(600);

    /// <summary>No pull before.</summary>
    public DateTimeOffset Until => SetAt + Delay;

    /// <summary>What one more failure makes of it.</summary>
    /// <param name="before">Null when there was none.</param>
    /// <param name="now">When the pull failed.</param>
    /// <param name="error">Why.</param>
    public static PullBackoff After(PullBackoff? before, DateTimeOffset now, string error)
    {
        if (before is null || now - before.SetAt > ForgottenAfter)
        {
            return new PullBackoff(Initial, now, error);
        }

        var doubled = before.Delay * 2;
        return new PullBackoff(doubled < Longest ? doubled : Longest, now, error);
    }
}
