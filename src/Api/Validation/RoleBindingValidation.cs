using System.Collections.Immutable;
using LocalPods.Api.Names;
using LocalPods.Api.Rbac;

namespace LocalPods.Api.Validation;

/// <summary>The rules for role bindings and cluster role bindings.</summary>
public static class RoleBindingValidation
{
    /// <summary>Checks a role binding.</summary>
    /// <param name="binding">What to check.</param>
    /// <param name="old">As it was; null when it is to be created.</param>
    public static ImmutableArray<FieldError> Validate(RoleBinding binding, RoleBinding? old)
    {
        var errors = new FieldErrors();
        RoleValidation.ValidateMetadata(binding.Metadata, old?.Metadata, namespaced: true, errors);
        ValidateRole(binding.RoleRef, old?.RoleRef, errors, "Role", "ClusterRole");
        ValidateSubjects(binding.Subjects, namespaced: true, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a cluster role binding.</summary>
    /// <param name="binding">What to check.</param>
    /// <param name="old">As it was; null when it is to be created.</param>
    public static ImmutableArray<FieldError> Validate(ClusterRoleBinding binding, ClusterRoleBinding? old)
    {
        var errors = new FieldErrors();
        RoleValidation.ValidateMetadata(binding.Metadata, old?.Metadata, namespaced: false, errors);
        ValidateRole(binding.RoleRef, old?.RoleRef, errors, "ClusterRole");
        ValidateSubjects(binding.Subjects, namespaced: false, errors);
        return errors.ToImmutable();
    }

    private static void ValidateRole(RoleRef role, RoleRef? old, FieldErrors errors, params ReadOnlySpan<string> kinds)
    {
        if (role.ApiGroup != RbacNames.Group)
        {
            errors.NotSupported("roleRef.apiGroup", role.ApiGroup, RbacNames.Group);
        }

        if (!kinds.Contains(role.Kind))
        {
            errors.NotSupported("roleRef.kind", role.Kind, kinds);
        }

        errors.Name("roleRef.name", role.Name, ValidNames.PathSegment);
        if (old is not null && role != old)
        {
            errors.InvalidObject("roleRef", role, "cannot change roleRef");
        }
    }

    private static void ValidateSubjects(ImmutableArray<Subject> subjects, bool namespaced, FieldErrors errors)
    {
        for (var i = 0; i < subjects.Length; i++)
        {
            ValidateSubject(subjects[i], namespaced, $"subjects[{i}]", errors);
        }
    }

    private static void ValidateSubject(Subject subject, bool namespaced, string path, FieldErrors errors)
    {
        errors.RequiredText($"{path}.name", subject.Name);
        switch (subject.Kind)
        {
            case RbacNames.ServiceAccount:
                if (subject.Name.Length > 0)
                {
                    errors.Faults($"{path}.name", subject.Name, ValidNames.Subdomain(subject.Name));
                }

                if (!string.IsNullOrEmpty(subject.ApiGroup))
                {
                    errors.NotSupported($"{path}.apiGroup", subject.ApiGroup, "");
                }

                if (!namespaced && string.IsNullOrEmpty(subject.Namespace))
                {
                    errors.Required($"{path}.namespace");
                }

                break;
            case RbacNames.User or RbacNames.GroupKind:
                if (subject.ApiGroup != RbacNames.Group)
                {
                    errors.NotSupported($"{path}.apiGroup", subject.ApiGroup, RbacNames.Group);
                }

                break;
            default:
                errors.NotSupported($"{path}.kind", subject.Kind, RbacNames.ServiceAccount, RbacNames.User, RbacNames.GroupKind);
                break;
        }
    }
}
