namespace LocalPods.TestKit;

/// <summary>How long tests wait for what happens in real time.</summary>
public static class Patience
{
    /// <summary>After which what is waited for does not come any more. It only ends runs that fail: a busy machine takes its time.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);
}
