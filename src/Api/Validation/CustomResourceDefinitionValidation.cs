using System.Collections.Immutable;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for custom resource definitions.</summary>
public static class CustomResourceDefinitionValidation
{
    private const string ApprovalAnnotation = "api-approved.kubernetes.io";
    private const string Immutable = "field is immutable";

    /// <summary>Checks a definition that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(CustomResourceDefinition definition)
    {
        var errors = new FieldErrors();
        var wanted = $"{definition.Spec.Names.Plural}.{definition.Spec.Group}";
        MetadataValidation.Validate(
            definition.Metadata,
            namespaced: false,
            name => name == wanted ? ValidNames.Subdomain(name) : ValidNames.Subdomain(name).Add("must be spec.names.plural+\".\"+spec.group"),
            errors);
        ValidateSpec(definition.Spec, errors);
        ValidateApproval(definition, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a definition.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(CustomResourceDefinition definition, CustomResourceDefinition old)
    {
        var errors = new FieldErrors();
        var (spec, oldSpec) = (definition.Spec, old.Spec);
        MetadataValidation.Validate(definition.Metadata, namespaced: false, ValidNames.Subdomain, errors);
        MetadataValidation.ValidateUpdate(definition.Metadata, old.Metadata, errors);
        ValidateSpec(spec, errors);
        if (old.Status.Find("Established")?.Status == "True")
        {
            Unchanged("spec.scope", spec.Scope, oldSpec.Scope, errors);
            Unchanged("spec.names.kind", spec.Names.Kind, oldSpec.Names.Kind, errors);
        }

        Unchanged("spec.group", spec.Group, oldSpec.Group, errors);
        Unchanged("spec.names.plural", spec.Names.Plural, oldSpec.Names.Plural, errors);
        ValidateStored(definition.Status.StoredVersions, spec.Versions, errors);
        if (Approval(definition) != Approval(old))
        {
            ValidateApproval(definition, errors);
        }

        return errors.ToImmutable();
    }

    private static void ValidateSpec(CustomResourceDefinitionSpec spec, FieldErrors errors)
    {
        if (spec.Group.Length == 0)
        {
            errors.Required("spec.group");
        }
        else if (ValidNames.Subdomain(spec.Group) is { IsEmpty: false } faults)
        {
            errors.Invalid("spec.group", spec.Group, string.Join(',', faults));
        }
        else if (!spec.Group.Contains('.', StringComparison.Ordinal))
        {
            errors.Invalid("spec.group", spec.Group, "should be a domain with at least one dot");
        }

        errors.OneOf("spec.scope", spec.Scope, optional: false, "Cluster", "Namespaced");
        for (var i = 0; i < spec.Versions.Length; i++)
        {
            CustomResourceVersionValidation.Validate(spec.Versions[i], $"spec.versions[{i}]", errors);
        }

        if (spec.Versions.Select(v => v.Name).Distinct().Count() != spec.Versions.Length)
        {
            errors.InvalidObject("spec.versions", spec.Versions, "must contain unique version names");
        }

        if (spec.Versions.Count(v => v.Storage) != 1)
        {
            errors.InvalidObject("spec.versions", spec.Versions, "must have exactly one version marked as storage version");
        }

        ValidateNames(spec.Names, errors);
        if (spec.Conversion is { } conversion)
        {
            ValidateConversion(conversion, errors);
        }

        if (spec.PreserveUnknownFields == true)
        {
            errors.Invalid("spec.preserveUnknownFields", true, "cannot set to true, set x-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }
    }

    private static void ValidateNames(CustomResourceDefinitionNames names, FieldErrors errors)
    {
        const string at = "spec.names";
        (string Field, string Value, bool MixedCase)[] all =
            [("plural", names.Plural, false), ("singular", names.Singular ?? "", false), ("kind", names.Kind, true), ("listKind", names.ListKind ?? "", true)];
        foreach (var (field, value, _) in all.Where(n => n.Value.Length == 0))
        {
            errors.Required($"{at}.{field}");
        }

        foreach (var (field, value, mixedCase) in all.Where(n => n.Value.Length > 0))
        {
            Label($"{at}.{field}", value, mixedCase, errors);
        }

        for (var i = 0; i < names.ShortNames.Length; i++)
        {
            Label($"{at}.shortNames[{i}]", names.ShortNames[i], mixedCase: false, errors);
        }

        if (names.Kind.Length > 0 && names.Kind == names.ListKind)
        {
            errors.Invalid($"{at}.listKind", names.ListKind, "kind and listKind may not be the same");
        }

        for (var i = 0; i < names.Categories.Length; i++)
        {
            Label($"{at}.categories[{i}]", names.Categories[i], mixedCase: false, errors);
        }
    }

    private static void Label(string path, string value, bool mixedCase, FieldErrors errors)
    {
        var faults = string.Join(',', ValidNames.Label1035(mixedCase ? value.ToLowerInvariant() : value));
        if (faults.Length > 0)
        {
            errors.Invalid(path, value, mixedCase ? "may have mixed case, but should otherwise match: " + faults : faults);
        }
    }

    private static void ValidateConversion(CustomResourceConversion conversion, FieldErrors errors)
    {
        const string at = "spec.conversion";
        errors.OneOf($"{at}.strategy", conversion.Strategy, optional: false, "None", "Webhook");
        if (conversion.Strategy != "Webhook")
        {
            if (conversion.Webhook is not null)
            {
                errors.Forbidden($"{at}.webhookClientConfig", "should not be set when strategy is not set to Webhook");
            }

            return;
        }

        if (conversion.Webhook?.ClientConfig is not { } config)
        {
            errors.Required($"{at}.webhookClientConfig", "required when strategy is set to Webhook");
        }
        else if (config.Url is null == config.Service is null)
        {
            errors.Required($"{at}.webhookClientConfig", "exactly one of url or service is required");
        }

        // Objects would have to be changed by a program that nobody asks here: better refused than stored in a version they are not of.
        errors.NotSupported($"{at}.strategy", conversion.Strategy, "None");
    }

    private static void ValidateStored(ImmutableArray<string> stored, ImmutableArray<CustomResourceDefinitionVersion> versions, FieldErrors errors)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            if (versions.All(v => v.Name != stored[i]))
            {
                errors.Invalid($"status.storedVersions[{i}]", stored[i], "must appear in spec.versions");
            }
        }
    }

    private static void ValidateApproval(CustomResourceDefinition definition, FieldErrors errors)
    {
        const string path = $"metadata.annotations[{ApprovalAnnotation}]";
        const string see = "see https://github.com/kubernetes/enhancements/pull/1111";
        var group = definition.Spec.Group;
        if (!(group is "k8s.io" or "kubernetes.io" || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal)))
        {
            return;
        }

        var approval = Approval(definition);
        if (string.IsNullOrEmpty(approval))
        {
            errors.Required(path, $"protected groups must have approval annotation \"{ApprovalAnnotation}\", {see}");
        }
        else if (!approval.StartsWith("unapproved", StringComparison.Ordinal) && !(Uri.TryCreate(approval, UriKind.Absolute, out var url) && url.Host.Length > 0))
        {
            errors.Invalid(path, approval, $"protected groups must have approval annotation \"{ApprovalAnnotation}\" with either a URL or a reason starting with \"unapproved\", {see}");
        }
    }

    private static string? Approval(CustomResourceDefinition definition) => definition.Metadata.Annotations?.GetValueOrDefault(ApprovalAnnotation);

    private static void Unchanged(string path, string value, string old, FieldErrors errors)
    {
        if (value != old)
        {
            errors.Invalid(path, value, Immutable);
        }
    }
}
