using LocalPods.Orchestrator.Server.Access;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>
/// On whose behalf something is written, for who is told of it far below: webhooks hear the user and may warn them. Flows with the
/// request; what the server writes by itself has none.
/// </summary>
/// <param name="Caller">Who asked.</param>
/// <param name="Warn">Tells them something although nothing is wrong.</param>
internal sealed record RequestOrigin(Caller Caller, Action<string> Warn)
{
    private static readonly AsyncLocal<RequestOrigin?> s_current = new();

    /// <summary>Of the request being answered; null outside of requests.</summary>
    public static RequestOrigin? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }
}
