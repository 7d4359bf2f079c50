namespace LocalPods.Cli.Terminal;

/// <summary>Stdin's terminal while it passes every key through; put back as it was when disposed.</summary>
internal sealed class RawTerminal : IDisposable
{
    private const int Stdin = 0;
    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Null when stdin is no terminal.</summary>
    public static RawTerminal? Enter()
    {
        var before = new byte[TerminalCalls.TermiosSize];
        if (!TerminalCalls.IsTerminal(Stdin) || !TerminalCalls.GetAttributes(Stdin, before))
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        TerminalCalls.MakeRaw(raw);
        TerminalCalls.SetAttributes(Stdin, raw);
        return new RawTerminal(before);
    }

    public void Dispose() => TerminalCalls.SetAttributes(Stdin, _before);
}
