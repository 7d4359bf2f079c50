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

    /// <summary>Name or number of the signal that asks it to stop.</summary>
    public string StopSignal { get; init; } = "SIGTERM";

    /// <summary>Whether <see cref="StopSignal"/> has any effect on it; a signal whose name is not known here is believed to have one.</summary>
    public bool HeedsStopSignal => Number(StopSignal) is not { } signal || signal == Kill || Has(Caught, signal) || (!IsInit && !Has(Ignored, signal));

    private static bool Has(ulong signals, int signal) => (signals & (1UL << (signal - 1))) != 0;

    private static int? Number(string signal) => signal.StartsWith("SIG", StringComparison.Ordinal) ? Named(signal[3..])
        : int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 64 ? number
        : Named(signal);

    private static int? Named(string name) => name switch
    {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "ABRT" => 6,
        "KILL" => Kill,
        "USR1" => 10,
        "USR2" => 12,
        "TERM" => 15,
        "WINCH" => 28,
        _ when name.StartsWith("RTMIN+", StringComparison.Ordinal) && int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var more) && more <= 30 =>
            FirstRealTime + more,
        _ => null,
    };
}
