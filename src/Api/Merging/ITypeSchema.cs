using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>
/// What apply and the bookkeeping of field owners must know of a type: how its parts are told apart. The object model has one
/// (<see cref="ModelSchema"/>), as may whoever publishes schemas of kinds of its own. Immutable, and the same instance each time.
/// </summary>
public interface ITypeSchema
{
    /// <summary>How values of the type are taken apart.</summary>
    SchemaKind Kind { get; }

    /// <summary>Of the items of a list or the values of a map; null for others. Objects may have one for fields they do not name.</summary>
    ITypeSchema? Element { get; }

    /// <summary>What tells items of a <see cref="SchemaKind.KeyedList"/> apart: at least one field of theirs.</summary>
    ImmutableArray<string> Keys { get; }

    /// <summary>Whether an object of the type has no fields but those it names.</summary>
    bool IsClosed { get; }

    /// <summary>Of a field that the type names; null when it does not.</summary>
    ITypeSchema? Field(string name);

    /// <summary>The value of a key field in an item that leaves it out; null when it has none.</summary>
    JsonNode? KeyDefault(string name);
}
