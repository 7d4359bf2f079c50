using LocalPods.Api.Defaulting;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Cluster role bindings.</summary>
public sealed class ClusterRoleBindingResource() : BindingResource<ClusterRoleBinding>("ClusterRoleBinding", namespaced: false)
{
    /// <summary>For those who look up bindings whatever else they serve.</summary>
    public static ClusterRoleBindingResource Instance { get; } = new();

    protected override ClusterRoleBinding Complete(ClusterRoleBinding value) => RoleBindingDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Check(ClusterRoleBinding value, ClusterRoleBinding? existing) => RoleBindingValidation.Validate(value, existing);
}
