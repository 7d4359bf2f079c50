using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>What both kinds of role bindings have.</summary>
public interface IRoleBinding : IKubernetesObject
{
    /// <summary>Who gets the rights.</summary>
    ImmutableArray<Subject> Subjects { get; }

    /// <summary>The role. Cannot change.</summary>
    RoleRef RoleRef { get; }
}
