using System.Text.Json.Nodes;

namespace LocalPods.Api.Serialization;

/// <summary>One object of a manifest.</summary>
/// <param name="Known">What kind it is.</param>
/// <param name="Root">As written, with positions.</param>
/// <param name="Json">What to send: without nulls, kind and apiVersion filled in.</param>
public sealed record ManifestObject(KnownKind Known, SourceNode.Mapping Root, JsonObject Json)
{
    public string Kind => Known.Kind;

    public string ApiVersion => Known.ApiVersion;

    /// <summary><c>metadata.name</c>; null when absent.</summary>
    public string? Name => Metadata?.Text("name");

    /// <summary><c>metadata.generateName</c>; null when absent.</summary>
    public string? GenerateName => Metadata?.Text("generateName");

    /// <summary><c>metadata.namespace</c>; null when the manifest leaves it to the command.</summary>
    public string? Namespace => Metadata?.Text("namespace");

    public SourcePosition Position => Root.Position;

    private SourceNode.Mapping? Metadata => Root.Find("metadata")?.Value as SourceNode.Mapping;

    /// <summary>Where a field is written: the key of <c>spec.containers[0].image</c>, or of its nearest ancestor that is there.</summary>
    public SourcePosition Locate(string fieldPath) => FieldLocator.Locate(Root, fieldPath);
}
