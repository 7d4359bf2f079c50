using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for namespaces.</summary>
public static class NamespaceValidation
{
    /// <summary>Checks a namespace that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Namespace ns)
    {
        var errors = new FieldErrors();
        Validate(ns, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a namespace.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Namespace ns, Namespace old)
    {
        var errors = new FieldErrors();
        Validate(ns, errors);
        MetadataValidation.ValidateUpdate(ns.Metadata, old.Metadata, errors);
        return errors.ToImmutable();
    }

    private static void Validate(Namespace ns, FieldErrors errors)
    {
        MetadataValidation.Validate(ns.Metadata, namespaced: false, ValidNames.Label, errors);
        for (var i = 0; i < ns.Spec.Finalizers.Length; i++)
        {
            errors.Faults($"spec.finalizers[{i}]", ns.Spec.Finalizers[i], ValidNames.QualifiedName(ns.Spec.Finalizers[i]));
        }
    }
}
