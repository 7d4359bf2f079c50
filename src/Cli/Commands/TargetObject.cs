using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>An object that a command is about, as the server has it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Namespace">Its namespace; null for types without.</param>
/// <param name="Live">The object.</param>
internal sealed record TargetObject(ResourceType Type, string? Namespace, JsonObject Live)
{
    public string Name { get; } = Live["metadata"]?["name"]?.ToString() ?? "";

    public string Path => Type.Item(Namespace, Name);

    /// <summary>As lines about it name it: <c>pod/web</c>.</summary>
    public string PrintedName => $"{Type.PrintedName}/{Name}";
}
