using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.Meta;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for metadata, the same for every kind but for its name.</summary>
public static class MetadataValidation
{
    private const string Path = "metadata";
    private const int MostAnnotationBytes = 256 * 1024;
    private static readonly string[] StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    /// <summary>Checks metadata of a new or changed object.</summary>
    /// <param name="metadata">What to check.</param>
    /// <param name="namespaced">Whether objects of the kind live in a namespace.</param>
    /// <param name="nameRule">The rule for names of the kind.</param>
    /// <param name="errors">Takes the faults.</param>
    public static void Validate(ObjectMeta metadata, bool namespaced, Func<string, ImmutableArray<string>> nameRule, FieldErrors errors)
    {
        if (metadata.GenerateName is { Length: > 0 } prefix)
        {
            // A dash at the end is followed by letters when the name is completed.
            errors.Faults($"{Path}.generateName", prefix, nameRule(prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix));
        }

        if (string.IsNullOrEmpty(metadata.Name))
        {
            errors.Required($"{Path}.name", "name or generateName is required");
        }
        else
        {
            errors.Faults($"{Path}.name", metadata.Name, nameRule(metadata.Name));
        }

        ValidateNamespace(metadata.Namespace, namespaced, errors);
        errors.NotNegative($"{Path}.generation", metadata.Generation);
        ValidateLabels(metadata.Labels, $"{Path}.labels", errors);
        ValidateAnnotations(metadata.Annotations, errors);
        ValidateOwners(metadata.OwnerReferences, errors);
        ValidateFinalizers(metadata.Finalizers, errors);
    }

    /// <summary>Checks what may not change from one version of an object to the next.</summary>
    public static void ValidateUpdate(ObjectMeta metadata, ObjectMeta old, FieldErrors errors)
    {
        Immutable($"{Path}.name", metadata.Name, old.Name, errors);
        Immutable($"{Path}.namespace", metadata.Namespace, old.Namespace, errors);
        Immutable($"{Path}.uid", metadata.Uid, old.Uid, errors);
        if (old.DeletionTimestamp is null)
        {
            return;
        }

        var added = metadata.Finalizers.Except(old.Finalizers).ToArray();
        if (added.Length > 0)
        {
            errors.Forbidden(
                $"{Path}.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(FieldErrors.Quote))}}}");
        }
    }

    /// <summary>Checks keys and values of labels.</summary>
    public static void ValidateLabels(IReadOnlyDictionary<string, string>? labels, string path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            errors.Faults(path, key, ValidNames.QualifiedName(key));
            errors.Faults(path, value, ValidNames.LabelValue(value));
        }
    }

    private static void ValidateNamespace(string? name, bool namespaced, FieldErrors errors)
    {
        if (namespaced)
        {
            errors.Name($"{Path}.namespace", name, ValidNames.Label);
        }
        else if (!string.IsNullOrEmpty(name))
        {
            errors.Forbidden($"{Path}.namespace", "not allowed on this type");
        }
    }

    private static void ValidateAnnotations(IReadOnlyDictionary<string, string>? annotations, FieldErrors errors)
    {
        var bytes = 0L;
        foreach (var (key, value) in annotations ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            errors.Faults($"{Path}.annotations", key, ValidNames.QualifiedName(key.ToLowerInvariant()));
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        if (bytes > MostAnnotationBytes)
        {
            errors.TooLong($"{Path}.annotations", MostAnnotationBytes);
        }
    }

    private static void ValidateOwners(ImmutableArray<OwnerReference> owners, FieldErrors errors)
    {
        const string Owners = $"{Path}.ownerReferences";
        foreach (var owner in owners)
        {
            NotEmpty($"{Owners}.apiVersion", owner.ApiVersion, "version must not be empty", errors);
            NotEmpty($"{Owners}.kind", owner.Kind, "must not be empty", errors);
            NotEmpty($"{Owners}.name", owner.Name, "must not be empty", errors);
            NotEmpty($"{Owners}.uid", owner.Uid, "must not be empty", errors);
        }

        if (owners.Where(o => o.Controller is true).Take(2).ToArray() is [var first, var second])
        {
            errors.InvalidList(
                Owners,
                owners.Select(o => o.Name),
                $"Only one reference can have Controller set to true. Found \"true\" in references for {first.Kind}/{first.Name} and {second.Kind}/{second.Name}");
        }
    }

    private static void ValidateFinalizers(ImmutableArray<string> finalizers, FieldErrors errors)
    {
        foreach (var finalizer in finalizers)
        {
            var faults = ValidNames.QualifiedName(finalizer);
            errors.Faults($"{Path}.finalizers", finalizer, faults);
            if (faults.IsEmpty && !finalizer.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(finalizer))
            {
                errors.Invalid($"{Path}.finalizers", finalizer, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    private static void NotEmpty(string path, string value, string detail, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Invalid(path, value, detail);
        }
    }

    private static void Immutable(string path, string? value, string? old, FieldErrors errors)
    {
        if (!string.Equals(value ?? "", old ?? "", StringComparison.Ordinal))
        {
            errors.Invalid(path, value, "field is immutable");
        }
    }
}
