using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>One event of a watch.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED or BOOKMARK; errors are thrown instead.</param>
/// <param name="Object">The object, or the table that shows it.</param>
internal sealed record WatchEvent(string Type, JsonElement Object);
