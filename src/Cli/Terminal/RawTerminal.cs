using System.Runtime.InteropServices;

namespace LocalPods.Cli.Terminal;

/// <summary>
/// Stdin's terminal while it passes every key through. It is put back as it was when this is disposed, and before a signal ends the
/// process; after a stop (<c>kill -STOP</c>, then <c>fg</c>) it is made raw again.
/// </summary>
internal sealed class RawTerminal : IDisposable
{
    private readonly byte[] _before;
    private readonly byte[] _raw;
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly Lock _lock = new();
    private bool _restored;

    private RawTerminal(byte[] before, byte[] raw) => (_before, _raw) = (before, raw);

    /// <summary>Null when stdin is no terminal.</summary>
    public static RawTerminal? Enter()
    {
        var before = new byte[TerminalCalls.TermiosSize];
        if (!TerminalCalls.IsTerminal(TerminalCalls.Stdin) || !TerminalCalls.GetAttributes(TerminalCalls.Stdin, before))
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        TerminalCalls.MakeRaw(raw);
        var terminal = new RawTerminal(before, raw);

        // Before the terminal changes: a signal in between must find who puts it back.
        terminal.Listen();
        terminal.MakeRaw();
        return terminal;
    }

    public void Dispose()
    {
        Restore();
        _signals.ForEach(s => s.Dispose());
    }

    private void Listen()
    {
        foreach (var ending in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(ending, _ => Restore())); // then the signal does what it always does
        }

        if (!OperatingSystem.IsWindows())
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => MakeRaw()));
        }
    }

    private void MakeRaw()
    {
        lock (_lock)
        {
            if (!_restored)
            {
                TerminalCalls.SetAttributes(TerminalCalls.Stdin, _raw);
            }
        }
    }

    private void Restore()
    {
        lock (_lock)
        {
            if (!_restored)
            {
                TerminalCalls.SetAttributes(TerminalCalls.Stdin, _before);
                _restored = true;
            }
        }
    }
}
