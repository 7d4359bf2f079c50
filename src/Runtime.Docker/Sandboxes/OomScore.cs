namespace LocalPods.Runtime.Docker.Sandboxes;

/// <summary>
/// Whether the host lets processes be protected from the out-of-memory killer. Without CAP_SYS_RESOURCE it does not: a
/// negative score then makes every start fail. It is found out with the first sandbox, and remembered as long as this
/// process lives.
/// </summary>
internal sealed class OomScore
{
    private volatile bool _clamped;
    private volatile bool _known;

    /// <summary>One at a time may find out; the others wait for it.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public bool IsKnown => _known;

    public bool IsClamped => _clamped;

    /// <summary>What to ask for.</summary>
    public int Granted(int wanted) => _clamped ? Math.Max(0, wanted) : wanted;

    public void Allowed() => _known = true;

    public void Refused() => (_clamped, _known) = (true, true);
}
