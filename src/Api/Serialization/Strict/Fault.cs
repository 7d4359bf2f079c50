namespace LocalPods.Api.Serialization;

/// <summary>One thing that is wrong, with the place it is written at.</summary>
/// <param name="Kind">Decide on this, never on the text.</param>
/// <param name="Position">What to point at.</param>
/// <param name="Message">For people, without file and position, suggestion included.</param>
public sealed record Fault(FaultKind Kind, SourcePosition Position, string Message)
{
    public FaultSeverity Severity { get; init; } = FaultSeverity.Error;

    /// <summary>The Kubernetes field path, such as <c>spec.containers[0].image</c>; empty when the fault has none.</summary>
    public string FieldPath { get; init; } = "";

    /// <summary>What was most likely meant: a field, a kind, or the path where the field belongs. Null when nothing is likely.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Whether the line it is on holds a secret and is not to be shown.</summary>
    public bool Secret { get; init; }

    /// <summary>The words an API server uses; they go into a Status or a Warning header.</summary>
    public string ApiText { get => field ?? Message; init; }

    /// <summary>Whether <see cref="FieldValidation"/> decides what becomes of it.</summary>
    public bool IsFieldValidation => Kind is FaultKind.UnknownField or FaultKind.DuplicateField or FaultKind.MisplacedField;
}
