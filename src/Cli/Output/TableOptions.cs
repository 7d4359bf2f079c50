namespace LocalPods.Cli.Output;

/// <summary>What of a table is shown.</summary>
internal sealed record TableOptions
{
    public bool Wide { get; init; }

    public bool NoHeaders { get; init; }

    public bool WithNamespace { get; init; }

    public bool ShowLabels { get; init; }

    /// <summary>Labels that get a column of their own.</summary>
    public IReadOnlyList<string> LabelColumns { get; init; } = [];

    /// <summary>Stands with a slash before each name; empty for none.</summary>
    public string KindPrefix { get; init; } = "";
}
