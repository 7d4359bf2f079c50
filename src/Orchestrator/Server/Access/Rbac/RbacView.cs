using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>Who has which rules. Kept in memory, and as new as the store at every look.</summary>
internal sealed class RbacView(IObjectStore store)
{
    private readonly LiveObjects<Role> _roles = Live<Role>(store, RoleResource.Instance);
    private readonly LiveObjects<ClusterRole> _clusterRoles = Live<ClusterRole>(store, ClusterRoleResource.Instance);
    private readonly LiveObjects<RoleBinding> _bindings = Live<RoleBinding>(store, RoleBindingResource.Instance);
    private readonly LiveObjects<ClusterRoleBinding> _clusterBindings = Live<ClusterRoleBinding>(store, ClusterRoleBindingResource.Instance);

    /// <summary>The role bindings by their namespaces, and what they were made of.</summary>
    private (ImmutableSortedDictionary<ObjectKey, RoleBinding>? Of, ILookup<string, RoleBinding> ByNamespace) _grouped =
        (null, Array.Empty<RoleBinding>().ToLookup(_ => ""));

    /// <summary>The rules somebody has.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="namespace">Where, besides the whole cluster; empty for nowhere.</param>
    /// <param name="problems">Takes what is wrong with bindings of this caller.</param>
    public IEnumerable<GrantedRule> RulesFor(Caller caller, string @namespace, ICollection<string> problems)
    {
        foreach (var binding in _clusterBindings.Look().Values)
        {
            if (Subject(binding.Subjects, caller, "") is { } subject)
            {
                foreach (var rule in Rules(binding.RoleRef, "", problems))
                {
                    yield return new GrantedRule(rule, $"ClusterRoleBinding \"{binding.Metadata.Name}\" of {Described(binding.RoleRef)} to {Described(subject, "")}");
                }
            }
        }

        if (@namespace.Length == 0)
        {
            yield break;
        }

        foreach (var binding in In(@namespace))
        {
            if (Subject(binding.Subjects, caller, @namespace) is { } subject)
            {
                foreach (var rule in Rules(binding.RoleRef, @namespace, problems))
                {
                    yield return new GrantedRule(rule, $"RoleBinding \"{binding.Metadata.Name}/{@namespace}\" of {Described(binding.RoleRef)} to {Described(subject, @namespace)}");
                }
            }
        }
    }

    /// <summary>The rules of a role.</summary>
    /// <param name="role">Which.</param>
    /// <param name="namespace">Of the binding that refers to it.</param>
    /// <returns>Null when there is no such role.</returns>
    public ImmutableArray<PolicyRule>? RulesOf(RoleRef role, string @namespace) => role.Kind == ClusterRoleResource.Instance.Names.Kind
        ? _clusterRoles.Look().GetValueOrDefault(new ObjectKey(ClusterRoleResource.Instance.Names.Qualified, "", role.Name))?.Rules
        : _roles.Look().GetValueOrDefault(new ObjectKey(RoleResource.Instance.Names.Qualified, @namespace, role.Name))?.Rules;

    private static LiveObjects<T> Live<T>(IObjectStore store, ResourceDefinition definition)
        where T : class, IKubernetesObject =>
        new(store, definition.Names.Qualified, stored => stored.Read<T>());

    private IEnumerable<RoleBinding> In(string @namespace)
    {
        var all = _bindings.Look();
        var grouped = _grouped;
        if (grouped.Of != all)
        {
            _grouped = grouped = (all, all.ToLookup(b => b.Key.Namespace, b => b.Value, StringComparer.Ordinal));
        }

        return grouped.ByNamespace[@namespace];
    }

    private ImmutableArray<PolicyRule> Rules(RoleRef role, string @namespace, ICollection<string> problems)
    {
        if (RulesOf(role, @namespace) is { } rules)
        {
            return rules;
        }

        problems.Add($"{role.Kind.ToLowerInvariant()}.{RbacNames.Group} \"{role.Name}\" not found");
        return [];
    }

    /// <summary>The first of the subjects that is this caller.</summary>
    private static Subject? Subject(ImmutableArray<Subject> subjects, Caller caller, string @namespace)
    {
        foreach (var subject in subjects)
        {
            var found = subject.Kind switch
            {
                RbacNames.User => subject.Name == caller.Name,
                RbacNames.GroupKind => caller.Groups.Contains(subject.Name),
                RbacNames.ServiceAccount => Namespace(subject, @namespace) is { Length: > 0 } where && new ServiceAccountName(where, subject.Name).User == caller.Name,
                _ => false,
            };
            if (found)
            {
                return subject;
            }
        }

        return null;
    }

    private static string Namespace(Subject subject, string ofBinding) => string.IsNullOrEmpty(subject.Namespace) ? ofBinding : subject.Namespace;

    private static string Described(RoleRef role) => $"{role.Kind} \"{role.Name}\"";

    private static string Described(Subject subject, string @namespace) =>
        subject.Kind == RbacNames.ServiceAccount ? $"{subject.Kind} \"{subject.Name}/{Namespace(subject, @namespace)}\"" : $"{subject.Kind} \"{subject.Name}\"";
}
