using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>The schema of values nobody described.</summary>
public sealed class UntypedSchema : ITypeSchema
{
    private UntypedSchema()
    {
    }

    public static UntypedSchema Instance { get; } = new();

    public SchemaKind Kind => SchemaKind.Untyped;

    public ITypeSchema Element => this;

    public bool IsClosed => false;

    public ImmutableArray<string> Keys => [];

    public ITypeSchema? Field(string name) => null;

    public JsonNode? KeyDefault(string name) => null;
}
