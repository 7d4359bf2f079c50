namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>What a field of a message holds.</summary>
internal enum FieldType
{
    String,
    Bytes,
    Bool,
    Int,
    Double,
    Time,
    MicroTime,
    Quantity,
    IntOrString,
    Strings,
    Json,
    Message,
}

/// <summary>How often a field may come.</summary>
internal enum FieldShape
{
    /// <summary>Once; an empty value means that it is not set.</summary>
    Plain,

    /// <summary>Once; being there counts, even when empty.</summary>
    Optional,

    /// <summary>Any number of times, making a list.</summary>
    Repeated,

    /// <summary>Entries of a map of strings.</summary>
    Map,

    /// <summary>Once; its fields belong to the message around it.</summary>
    Inline,
}

/// <summary>One field of a message.</summary>
/// <param name="Name">In JSON; empty for an inline one.</param>
/// <param name="Shape">How often it may come.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Message">Which message, with its group version; null for other types.</param>
internal sealed record MessageField(string Name, FieldShape Shape, FieldType Type, string? Message);
