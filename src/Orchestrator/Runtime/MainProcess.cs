using System.Globalization;

namespace LocalPods.Orchestrator.Runtime;

/// <summary>The first process of a container, and what it makes of signals.</summary>
/// <param name="Name">Of the program, at most 15 characters.</param>
/// <param name="IsInit">It is PID 1 of its namespace, to which the kernel delivers only signals that it handles.</param>
/// <param name="Caught">A bit for each signal that it handles, the lowest for signal 1.</param>
/// <param name="Ignored">A bit for each signal that it drops.</param>
public sealed record MainProcess(string Name, bool IsInit, ulong Caught, ulong Ignored)
{
    private const int Kill = 9;
    private const int FirstRealTime = 34;
    private const int LastSignal = 64;
    private const string Prefix = "SIG";
    private const string RealTime = "RTMIN+";

    // Linux's, from signal 1 on.
    private static readonly ImmutableArray<string> Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Name or number of the signal that asks it to stop.</summary>
    public string StopSignal { get; init; } = "SIGTERM";

    /// <summary>Whether <see cref="StopSignal"/> has any effect on it; a signal whose name is not known here is believed to have one.</summary>
    public bool HeedsStopSignal => Number(StopSignal) is not { } signal || signal == Kill || Has(Caught, signal) || (!IsInit && !Has(Ignored, signal));

    /// <summary>The signals that it handles, by name.</summary>
    public IEnumerable<string> Handled => Enumerable.Range(1, LastSignal).Where(s => Has(Caught, s))
        .Select(s => s <= Names.Length ? Prefix + Names[s - 1] : string.Create(CultureInfo.InvariantCulture, $"signal {s}"));

    private static bool Has(ulong signals, int signal) => (signals & (1UL << (signal - 1))) != 0;

    private static int? Number(string signal)
    {
        if (int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is > 0 and <= LastSignal ? number : null;
        }

        var name = signal.StartsWith(Prefix, StringComparison.Ordinal) ? signal[Prefix.Length..] : signal;
        return Names.IndexOf(name) is >= 0 and var index ? index + 1
            : name.StartsWith(RealTime, StringComparison.Ordinal) && int.TryParse(name.AsSpan(RealTime.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var more)
                && FirstRealTime + more <= LastSignal ? FirstRealTime + more
            : null;
    }
}
