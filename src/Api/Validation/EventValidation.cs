using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for events.</summary>
public static class EventValidation
{
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
}
