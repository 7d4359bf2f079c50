using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.ApiExtensions;

/// <summary>How objects of a version are checked.</summary>
public sealed record CustomResourceValidation
{
    /// <summary>The schema, a structural one: every field has a type.</summary>
    [JsonPropertyName("openAPIV3Schema")]
    public JSONSchemaProps? OpenAPIV3Schema { get; init; }
}

/// <summary>Subresources of the objects of a version.</summary>
public sealed record CustomResourceSubresources
{
    /// <summary>Serves the status apart: writes of the object leave it as it is, writes of the status change nothing else.</summary>
    public CustomResourceSubresourceStatus? Status { get; init; }

    /// <summary>Serves the number of replicas as a Scale of autoscaling/v1.</summary>
    public CustomResourceSubresourceScale? Scale { get; init; }
}

/// <summary>The status subresource; has no fields.</summary>
public sealed record CustomResourceSubresourceStatus;

/// <summary>Where the parts of a Scale are found in an object. Paths are dotted, without lists.</summary>
public sealed record CustomResourceSubresourceScale
{
    /// <summary>The wished number of replicas, below <c>.spec</c>.</summary>
    public string SpecReplicasPath { get => field ?? ""; init; }

    /// <summary>The number of replicas there are, below <c>.status</c>.</summary>
    public string StatusReplicasPath { get => field ?? ""; init; }

    /// <summary>A label selector as text, below <c>.spec</c> or <c>.status</c>.</summary>
    public string? LabelSelectorPath { get; init; }
}

/// <summary>A column of the table.</summary>
public sealed record CustomResourceColumnDefinition
{
    /// <summary>Heading.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Type of the cells: integer, number, string, boolean, or date for the time since then.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>Format of the type, such as int32.</summary>
    public string? Format { get; init; }

    /// <summary>What the column shows, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Columns above 0 are shown only when wide output is asked for.</summary>
    public int? Priority { get; init; }

    /// <summary>Where the value is found in the object: <c>.spec.replicas</c>.</summary>
    public string JsonPath { get => field ?? ""; init; }
}

/// <summary>A field that field selectors may name.</summary>
public sealed record SelectableField
{
    /// <summary>Where it is: a dotted path to a text, number or boolean, without lists.</summary>
    public string JsonPath { get => field ?? ""; init; }
}

/// <summary>How objects are converted from one version to another.</summary>
public sealed record CustomResourceConversion
{
    /// <summary>None changes the apiVersion only; Webhook asks a server.</summary>
    public string Strategy { get => field ?? ""; init; }

    /// <summary>The server to ask; only for Webhook.</summary>
    public WebhookConversion? Webhook { get; init; }
}

/// <summary>A server that converts objects.</summary>
public sealed record WebhookConversion
{
    /// <summary>Where it is.</summary>
    public WebhookClientConfig? ClientConfig { get; init; }

    /// <summary>Versions of ConversionReview it understands, the preferred one first.</summary>
    public ImmutableArray<string> ConversionReviewVersions { get => field.OrEmpty(); init; }
}

/// <summary>Where a webhook is, and how it is known. Either url or service is given.</summary>
public sealed record WebhookClientConfig
{
    /// <summary>Its address, beginning with https.</summary>
    public string? Url { get; init; }

    /// <summary>The service it stands behind.</summary>
    public ServiceReference? Service { get; init; }

    /// <summary>Certificates in PEM form that its certificate must come from; those of the machine when it is not given.</summary>
    public byte[]? CaBundle { get; init; }
}

/// <summary>A service that a webhook stands behind.</summary>
public sealed record ServiceReference
{
    /// <summary>Namespace of the service.</summary>
    public string Namespace { get => field ?? ""; init; }

    /// <summary>Name of the service.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Path of requests.</summary>
    public string? Path { get; init; }

    /// <summary>Port of the service; 443 when it is not given.</summary>
    public int? Port { get; init; }
}
