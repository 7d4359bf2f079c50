using LocalPods.Api.Defaulting;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Role bindings.</summary>
public sealed class RoleBindingResource() : BindingResource<RoleBinding>("RoleBinding", namespaced: true)
{
    /// <summary>For those who look up bindings whatever else they serve.</summary>
    public static RoleBindingResource Instance { get; } = new();

    protected override RoleBinding Complete(RoleBinding value) => RoleBindingDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Check(RoleBinding value, RoleBinding? existing) => RoleBindingValidation.Validate(value, existing);
}
