namespace LocalPods.Api.Serialization;

/// <summary>What a field takes.</summary>
public enum ShapeKind
{
    Object,
    List,
    Map,
    String,
    Boolean,
    Integer,
    Number,
    Time,
    Bytes,

    /// <summary>A grammar of its own, known to its converter: quantities, int-or-string.</summary>
    Grammar,

    /// <summary>Anything, kept as it comes.</summary>
    Any,
}
