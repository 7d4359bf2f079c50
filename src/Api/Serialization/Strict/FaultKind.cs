namespace LocalPods.Api.Serialization;

/// <summary>What is wrong with a manifest or a request body.</summary>
public enum FaultKind
{
    /// <summary>Not YAML, or not JSON.</summary>
    Syntax,

    /// <summary>Too long, too deep, or an alias bomb.</summary>
    Limit,

    /// <summary>Nothing in it.</summary>
    Empty,

    /// <summary>YAML reads it otherwise than it looks, such as the key <c>on</c>.</summary>
    Surprise,

    /// <summary>A field that its type does not have.</summary>
    UnknownField,

    /// <summary>A field written twice.</summary>
    DuplicateField,

    /// <summary>A field that means something else here than it looks.</summary>
    MisplacedField,

    /// <summary>A value of another type than the field's, or one the field's grammar refuses.</summary>
    WrongType,

    /// <summary>No <c>kind</c>.</summary>
    MissingKind,

    /// <summary>No <c>apiVersion</c>.</summary>
    MissingApiVersion,

    /// <summary>A kind nobody here knows.</summary>
    UnknownKind,

    /// <summary>An apiVersion nobody here knows, or that does not hold this kind.</summary>
    UnknownApiVersion,

    /// <summary>Two objects of one kind, namespace and name.</summary>
    DuplicateObject,
}
