using System.Collections.Frozen;
using System.Collections.Immutable;
using LocalPods.Api.Names;
using LocalPods.Api.Scheduling;

namespace LocalPods.Api.Validation;

/// <summary>The rules for priority classes.</summary>
public static class PriorityClassValidation
{
    /// <summary>Beyond it are the classes of the system.</summary>
    public const int MostOfUsers = 1_000_000_000;

    private const string SystemPrefix = "system-";

    /// <summary>The classes of the system, by name.</summary>
    public static FrozenDictionary<string, PriorityClass> OfSystem { get; } = new[]
    {
        Of("system-cluster-critical", 2_000_000_000, "For pods that the cluster needs, and that may move to another node if need be."),
        Of("system-node-critical", 2_000_001_000, "For pods that their node needs: nothing is more important."),
    }.ToFrozenDictionary(c => c.Metadata.Name!, StringComparer.Ordinal);

    /// <summary>Checks a priority class that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(PriorityClass priority)
    {
        var errors = new FieldErrors();
        Validate(priority, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a priority class.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(PriorityClass priority, PriorityClass old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(priority.Metadata, old.Metadata, errors);
        if (priority.Value != old.Value)
        {
            errors.Forbidden("value", "may not be changed in an update.");
        }

        if (priority.PreemptionPolicy != old.PreemptionPolicy)
        {
            errors.Invalid("preemptionPolicy", priority.PreemptionPolicy, "field is immutable");
        }

        Validate(priority, errors);
        return errors.ToImmutable();
    }

    private static void Validate(PriorityClass priority, FieldErrors errors)
    {
        MetadataValidation.Validate(priority.Metadata, namespaced: false, ValidNames.Subdomain, errors);
        var name = priority.Metadata.Name ?? "";
        if (!name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (priority.Value > MostOfUsers)
            {
                errors.Forbidden("value", $"maximum allowed value of a user defined priority is {MostOfUsers}");
            }
        }
        else if (Fault(priority, name) is { } fault)
        {
            errors.Forbidden("metadata.name", $"priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {fault}");
        }

        errors.OneOf("preemptionPolicy", priority.PreemptionPolicy, optional: true, "Never", "PreemptLowerPriority");
    }

    private static string? Fault(PriorityClass priority, string name) =>
        !OfSystem.TryGetValue(name, out var known) ? $"{name} is not a known system priority class"
        : priority.Value != known.Value ? $"value of {name} PriorityClass must be {known.Value}"
        : priority.GlobalDefault == true ? $"globalDefault of {name} PriorityClass must be false"
        : null;

    private static PriorityClass Of(string name, int value, string description) => new()
    {
        Metadata = new Meta.ObjectMeta { Name = name },
        Value = value,
        Description = description,
        PreemptionPolicy = "PreemptLowerPriority",
    };
}
