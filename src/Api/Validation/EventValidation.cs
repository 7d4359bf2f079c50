using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for events.</summary>
public static class EventValidation
{
    private const int LongestNote = 1024;
    private const int LongestWord = 128;

    /// <summary>Checks an event that is to be created or changed.</summary>
    public static ImmutableArray<FieldError> Validate(Event e)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(e.Metadata, namespaced: true, ValidNames.Subdomain, errors);

        // Events about objects of no namespace are kept in the default one.
        var about = e.InvolvedObject.Namespace;
        var home = string.IsNullOrEmpty(about) ? "default" : about;
        if (!string.IsNullOrEmpty(e.Metadata.Namespace) && e.Metadata.Namespace != home)
        {
            errors.Invalid("involvedObject.namespace", about, "does not match event.namespace");
        }

        return errors.ToImmutable();
    }

    /// <summary>Checks an event that is to be created in the newer form, by what it is in the older one.</summary>
    public static ImmutableArray<FieldError> ValidateNewer(Event e)
    {
        var errors = new FieldErrors();
        errors.AddRange(Validate(e));
        Named("reportingController", e.ReportingComponent, errors);
        errors.Faults("reportingController", e.ReportingComponent, e.ReportingComponent.Length == 0 ? [] : ValidNames.QualifiedName(e.ReportingComponent));
        Named("reportingInstance", e.ReportingInstance, errors);
        Named("action", e.Action, errors);
        Named("reason", e.Reason, errors);
        if (e.Message?.Length > LongestNote)
        {
            errors.Invalid("message", "", $"can have at most {LongestNote} characters");
        }

        if (e.EventTime is null)
        {
            errors.Required("eventTime");
        }

        if (e.Type is not ("Normal" or "Warning"))
        {
            errors.Invalid("type", "", "has invalid value");
        }

        foreach (var (path, isSet) in (ReadOnlySpan<(string, bool)>)
        [
            ("firstTimestamp", e.FirstTimestamp is not null), ("lastTimestamp", e.LastTimestamp is not null), ("count", e.Count is > 0),
            ("source", e.Source is { Component.Length: > 0 } or { Host.Length: > 0 }),
        ])
        {
            if (isSet)
            {
                errors.Invalid(path, "", "needs to be unset");
            }
        }

        return errors.ToImmutable();
    }

    private static void Named(string path, string? value, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(value))
        {
            errors.Required(path);
        }
        else if (value.Length > LongestWord)
        {
            errors.Invalid(path, "", $"can have at most {LongestWord} characters");
        }
    }
}
