using System.Text.Json;

namespace LocalPods.Cli.Output;

/// <summary>A row of a table: cells as the server computed them, and as much of the object as was asked for.</summary>
internal sealed record TableRow(IReadOnlyList<string> Cells, JsonElement Object);
