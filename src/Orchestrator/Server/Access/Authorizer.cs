using LocalPods.Orchestrator.Server.Access.Rbac;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Decides what somebody may do: admins everything, the others what roles allow that are bound to them.</summary>
internal sealed class Authorizer(RbacView roles)
{
    public AccessDecision Decide(Caller caller, AccessAttributes wanted)
    {
        if (caller.IsAdmin)
        {
            return new AccessDecision(true, "");
        }

        if (wanted.IsDaemons)
        {
            return new AccessDecision(false, "");
        }

        var problems = new List<string>();
        foreach (var granted in roles.RulesFor(caller, wanted.Namespace, problems))
        {
            if (RuleMatch.Allows(granted.Rule, wanted))
            {
                return new AccessDecision(true, $"RBAC: allowed by {granted.Source}");
            }
        }

        return new AccessDecision(false, problems switch { [] => "", [var one] => $"RBAC: {one}", _ => $"RBAC: [{string.Join(", ", problems)}]" });
    }

    /// <summary>Refuses what may not be done.</summary>
    /// <exception cref="ApiException">403.</exception>
    public void Require(Caller caller, AccessAttributes wanted)
    {
        if (Decide(caller, wanted) is { Allowed: false } refused)
        {
            throw ApiErrors.Forbidden(caller, wanted, refused.Reason);
        }
    }
}
