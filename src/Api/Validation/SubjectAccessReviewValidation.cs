using LocalPods.Api.Authorization;

namespace LocalPods.Api.Validation;

/// <summary>The rules for questions about who may do what.</summary>
public static class SubjectAccessReviewValidation
{
    /// <summary>Checks a question about somebody.</summary>
    public static void Validate(SubjectAccessReviewSpec spec, FieldErrors errors)
    {
        OneOf(spec.ResourceAttributes, spec.NonResourceAttributes, errors);
        if (string.IsNullOrEmpty(spec.User) && spec.Groups.IsEmpty)
        {
            errors.Invalid("spec.user", spec.User, "at least one of user or group must be specified");
        }
    }

    /// <summary>Checks that a question is about one namespace.</summary>
    public static void ValidateLocal(SubjectAccessReviewSpec spec, string @namespace, FieldErrors errors)
    {
        if (spec.NonResourceAttributes is not null)
        {
            errors.InvalidObject("spec.nonResourceAttributes", spec.NonResourceAttributes, "disallowed on this kind of request");
        }

        if (spec.ResourceAttributes is { } attributes && (attributes.Namespace ?? "") != @namespace)
        {
            errors.Invalid("spec.resourceAttributes.namespace", attributes.Namespace, "must match metadata.namespace");
        }
    }

    /// <summary>Checks that exactly one thing is asked.</summary>
    public static void OneOf(ResourceAttributes? resource, NonResourceAttributes? path, FieldErrors errors)
    {
        if (resource is not null && path is not null)
        {
            errors.InvalidObject("spec.nonResourceAttributes", path, "cannot be specified in combination with resourceAttributes");
        }
        else if (resource is null && path is null)
        {
            errors.Invalid("spec.resourceAttributes", (string?)null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
    }
}
