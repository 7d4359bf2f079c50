namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Whom the work under way is done for, and what was asked and granted. Follows the request's flow of control.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Granted">What.</param>
internal sealed record RequestAccess(Caller Caller, AccessAttributes Granted)
{
    private static readonly AsyncLocal<RequestAccess?> s_current = new();

    /// <summary>Null for work that the daemon does by itself, which may do everything.</summary>
    public static RequestAccess? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }
}
