using LocalPods.Orchestrator.Server.Access.Rbac;
using LocalPods.Orchestrator.Server.Access.Reviews;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Who may do what, put together over a store.</summary>
internal sealed class AccessControl
{
    public AccessControl(IObjectStore store, ServiceAccountTokens tokens, TimeProvider clock)
    {
        var view = new RbacView(store);
        Authorizer = new Authorizer(view);
        Gate = new AccessGate(Authorizer, tokens);
        Guard = new EscalationGuard(Authorizer, view);
        Reviews = new ReviewEndpoints(Authorizer, view, tokens, new TokenRequests(store, tokens, clock), clock);
        Issuer = new IssuerDocuments(tokens);
    }

    public Authorizer Authorizer { get; }

    public AccessGate Gate { get; }

    public EscalationGuard Guard { get; }

    public ReviewEndpoints Reviews { get; }

    public IssuerDocuments Issuer { get; }
}
