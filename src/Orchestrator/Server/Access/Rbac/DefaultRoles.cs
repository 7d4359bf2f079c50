using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>The cluster roles and bindings that every cluster has from the start, as far as LocalPods serves what they are about.</summary>
internal static class DefaultRoles
{
    /// <summary>While it says true, a start of the server adds the rules that a role lacks.</summary>
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    private const string AggregateTo = "rbac.authorization.k8s.io/aggregate-to-";

    private static readonly ImmutableArray<string> s_read = ["get", "list", "watch"];
    private static readonly ImmutableArray<string> s_write = ["create", "delete", "deletecollection", "patch", "update"];
    private static readonly ImmutableArray<string> s_health = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    public static ImmutableArray<ClusterRole> Roles { get; } =
    [
        Role("cluster-admin", Rule(["*"], ["*"], ["*"]), Paths(["*"], "*")),
        Aggregated("admin"),
        Labelled(Aggregated("edit"), "admin"),
        Labelled(Aggregated("view"), "edit"),
        Part("admin", Rule([""], ["serviceaccounts/token"], ["create"]), Rule(["authorization.k8s.io"], ["localsubjectaccessreviews"], ["create"]),
            Rule([RbacNames.Group], ["rolebindings", "roles"], [.. s_write, .. s_read])),
        Part(
            "edit",
            Rule([""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"], s_read),
            Rule([""], ["serviceaccounts"], ["impersonate"]),
            Rule([""], ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"], s_write),
            Rule([""], ["pods/eviction"], ["create"]),
            Rule([""], ["configmaps", "events", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale", "secrets", "serviceaccounts", "services", "services/proxy"], s_write),
            Rule([""], ["serviceaccounts/token"], ["create"]),
            Rule(["apps"], ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"], s_write),
            Rule(["autoscaling"], ["horizontalpodautoscalers"], s_write),
            Rule(["batch"], ["cronjobs", "jobs"], s_write),
            Rule(["policy"], ["poddisruptionbudgets"], s_write),
            Rule(["networking.k8s.io"], ["ingresses", "networkpolicies"], s_write),
            Rule(["coordination.k8s.io"], ["leases"], [.. s_write, .. s_read])),
        Part(
            "view",
            Rule(
                [""],
                [
                    "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts",
                    "services", "services/status", "bindings", "events", "limitranges", "namespaces/status", "pods/log", "pods/status", "replicationcontrollers/status", "resourcequotas",
                    "resourcequotas/status", "namespaces",
                ],
                s_read),
            Rule(["discovery.k8s.io"], ["endpointslices"], s_read),
            Rule(
                ["apps"],
                [
                    "controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "replicasets/status",
                    "statefulsets", "statefulsets/scale", "statefulsets/status",
                ],
                s_read),
            Rule(["autoscaling"], ["horizontalpodautoscalers", "horizontalpodautoscalers/status"], s_read),
            Rule(["batch"], ["cronjobs", "cronjobs/status", "jobs", "jobs/status"], s_read),
            Rule(["policy"], ["poddisruptionbudgets", "poddisruptionbudgets/status"], s_read),
            Rule([MetricsResource.Group], ["nodes", "pods"], s_read),
            Rule(["networking.k8s.io"], ["ingresses", "ingresses/status", "networkpolicies"], s_read)),
        Role(
            "system:basic-user",
            Rule(["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]),
            Rule(["authentication.k8s.io"], ["selfsubjectreviews"], ["create"])),
        Role("system:discovery", Paths(["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", .. s_health], "get")),
        Role("system:public-info-viewer", Paths(s_health, "get")),
        Role("system:monitoring", Paths(["/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/metrics/slis", "/readyz", "/readyz/*"], "get")),
        Role("system:service-account-issuer-discovery", Paths([Tokens.IssuerDocuments.Configuration, Tokens.IssuerDocuments.Configuration + "/", Tokens.IssuerDocuments.Keys, Tokens.IssuerDocuments.Keys + "/"], "get")),
        Role("system:auth-delegator", Rule(["authentication.k8s.io"], ["tokenreviews"], ["create"]), Rule(["authorization.k8s.io"], ["subjectaccessreviews"], ["create"])),
    ];

    public static ImmutableArray<ClusterRoleBinding> Bindings { get; } =
    [
        Binding("cluster-admin", Caller.AdminGroup),
        Binding("system:basic-user", Caller.AuthenticatedGroup),
        Binding("system:discovery", Caller.AuthenticatedGroup),
        Binding("system:public-info-viewer", Caller.AuthenticatedGroup, "system:unauthenticated"),
        Binding("system:monitoring", "system:monitoring"),
        Binding("system:service-account-issuer-discovery", "system:serviceaccounts"),
    ];

    private static ObjectMeta Named(string name) => new()
    {
        Name = name,
        Labels = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add("kubernetes.io/bootstrapping", "rbac-defaults"),
        Annotations = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add(AutoUpdate, "true"),
    };

    private static ClusterRole Role(string name, params ImmutableArray<PolicyRule> rules) => new() { Metadata = Named(name), Rules = rules };

    private static ClusterRole Labelled(ClusterRole role, string to) =>
        role with { Metadata = role.Metadata with { Labels = role.Metadata.Labels!.Add(AggregateTo + to, "true") } };

    /// <summary>A role made of those that are labelled for it.</summary>
    private static ClusterRole Aggregated(string name) => Role(name) with
    {
        AggregationRule = new AggregationRule
        {
            ClusterRoleSelectors = [new LabelSelector { MatchLabels = ImmutableSortedDictionary<string, string>.Empty.Add(AggregateTo + name, "true") }],
        },
    };

    /// <summary>A role with rules that are part of another's.</summary>
    private static ClusterRole Part(string of, params ImmutableArray<PolicyRule> rules) => Labelled(Role($"system:aggregate-to-{of}", rules), of);

    private static ClusterRoleBinding Binding(string role, params ImmutableArray<string> groups) => new()
    {
        Metadata = Named(role),
        RoleRef = new RoleRef { ApiGroup = RbacNames.Group, Kind = "ClusterRole", Name = role },
        Subjects = [.. groups.Select(g => new Subject { ApiGroup = RbacNames.Group, Kind = RbacNames.GroupKind, Name = g })],
    };

    private static PolicyRule Rule(ImmutableArray<string> groups, ImmutableArray<string> resources, ImmutableArray<string> verbs) =>
        new() { ApiGroups = groups, Resources = resources, Verbs = verbs };

    private static PolicyRule Paths(ImmutableArray<string> paths, string verb) => new() { NonResourceURLs = paths, Verbs = [verb] };
}
