using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>An object of a manifest on its way to the server.</summary>
/// <param name="Source">The file as messages name it.</param>
/// <param name="Manifest">As written, with positions.</param>
/// <param name="Type">Where it lives.</param>
/// <param name="Namespace">Its namespace; null for types without.</param>
internal sealed record AppliedObject(string Source, ManifestObject Manifest, ResourceType Type, string? Namespace)
{
    public string Name => Manifest.Name ?? "";

    /// <summary>The name, which an object that is applied must have.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public string NameToApply => Name.Length > 0 ? Name : throw CommandException.Error(Manifest.GenerateName is { } prefix
        ? $"from {prefix}: cannot use generate name with apply"
        : $"{Source}: resource name may not be empty");

    /// <summary>As lines about it name it: <c>pod/web</c>.</summary>
    public string PrintedName => $"{Type.PrintedName}/{Name}";

    /// <summary>What its fields are; null for a kind that is not of the object model.</summary>
    public TypeShape? Shape => KnownKinds.Registry.Find(Manifest.ApiVersion, Manifest.Kind) is { } known ? TypeShape.For(known.Type) : null;

    /// <summary>A copy of what is written, its namespace filled in.</summary>
    public JsonObject ToJson()
    {
        var json = (JsonObject)Manifest.Json.DeepClone();
        if (Namespace is not null && json["metadata"] is JsonObject metadata)
        {
            metadata["namespace"] = Namespace;
        }

        return json;
    }
}
