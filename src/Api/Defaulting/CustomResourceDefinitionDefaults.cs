using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Defaulting;

/// <summary>What the API adds to a custom resource definition.</summary>
public static class CustomResourceDefinitionDefaults
{
    private const int HttpsPort = 443;

    /// <summary>Fills in names and conversion.</summary>
    public static CustomResourceDefinition Apply(CustomResourceDefinition definition)
    {
        var spec = definition.Spec;
        return definition with
        {
            Spec = spec with
            {
                Names = Names(spec.Names),
                Conversion = Conversion(spec.Conversion ?? new CustomResourceConversion { Strategy = "None" }),
            },
        };
    }

    private static CustomResourceDefinitionNames Names(CustomResourceDefinitionNames names) => names with
    {
        Singular = string.IsNullOrEmpty(names.Singular) ? names.Kind.ToLowerInvariant() : names.Singular,
        ListKind = string.IsNullOrEmpty(names.ListKind) && names.Kind.Length > 0 ? names.Kind + "List" : names.ListKind,
    };

    private static CustomResourceConversion Conversion(CustomResourceConversion conversion) =>
        conversion is { Webhook: { ClientConfig: { Service: { Port: null } service } config } webhook }
            ? conversion with { Webhook = webhook with { ClientConfig = config with { Service = service with { Port = HttpsPort } } } }
            : conversion;
}
