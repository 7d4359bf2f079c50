using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for nodes.</summary>
public static class NodeValidation
{
    /// <summary>Checks a node that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Node node)
    {
        var errors = new FieldErrors();
        Validate(node, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a node.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Node node, Node old)
    {
        var errors = new FieldErrors();
        Validate(node, errors);
        MetadataValidation.ValidateUpdate(node.Metadata, old.Metadata, errors);
        return errors.ToImmutable();
    }

    private static void Validate(Node node, FieldErrors errors)
    {
        MetadataValidation.Validate(node.Metadata, namespaced: false, ValidNames.Subdomain, errors);
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < node.Spec.Taints.Length; i++)
        {
            var taint = node.Spec.Taints[i];
            var at = $"spec.taints[{i}]";
            errors.Faults($"{at}.key", taint.Key, ValidNames.QualifiedName(taint.Key));
            errors.Faults($"{at}.value", taint.Value ?? "", ValidNames.LabelValue(taint.Value ?? ""));
            errors.OneOf($"{at}.effect", taint.Effect, optional: false, TaintEffects.NoSchedule, TaintEffects.PreferNoSchedule, TaintEffects.NoExecute);
            if (!seen.Add((taint.Key, taint.Effect)))
            {
                errors.Duplicate(at, $"{taint.Key}:{taint.Effect}");
            }
        }
    }
}
