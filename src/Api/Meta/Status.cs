using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace LocalPods.Api.Meta;

/// <summary>The outcome of a call that returns no object, above all a failure.</summary>
public sealed record Status
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Status</c>.</summary>
    public string Kind { get => field ?? "Status"; init; }

    /// <summary>Usually empty.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>Success or Failure.</summary>
    [JsonPropertyName("status")]
    public string? Result { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>What happened, for programs: one word such as NotFound or Invalid.</summary>
    public string? Reason { get; init; }

    /// <summary>More about the reason; its content depends on the reason.</summary>
    public StatusDetails? Details { get; init; }

    /// <summary>HTTP status code of the answer.</summary>
    public int? Code { get; init; }
}

/// <summary>What a failed call was about.</summary>
public sealed record StatusDetails
{
    /// <summary>Name of the object concerned.</summary>
    public string? Name { get; init; }

    /// <summary>API group of the object concerned; empty for the core group.</summary>
    public string? Group { get; init; }

    /// <summary>Resource name in the plural, or the kind when the object was invalid.</summary>
    public string? Kind { get; init; }

    /// <summary>Uid of the object concerned.</summary>
    public string? Uid { get; init; }

    /// <summary>The single faults, when there is more than one thing to say.</summary>
    public ImmutableArray<StatusCause> Causes { get => field.OrEmpty(); init; }

    /// <summary>Seconds to wait before trying again; also marks that trying again makes sense.</summary>
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>One fault of a failed call.</summary>
public sealed record StatusCause
{
    /// <summary>The kind of fault for programs, such as FieldValueRequired.</summary>
    public string? Reason { get; init; }

    /// <summary>The fault for people, without the field's name.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field at fault, such as spec.containers[0].image.</summary>
    public string? Field { get; init; }
}
