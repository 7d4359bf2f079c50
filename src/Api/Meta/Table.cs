using System.Collections.Immutable;
using System.Text.Json;

namespace LocalPods.Api.Meta;

/// <summary>Objects as rows to print, made by the server for clients that only show them.</summary>
public sealed record Table
{
    /// <summary>Group and version of the schema this object is written in; always <c>meta.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "meta.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>Table</c>.</summary>
    public string Kind { get => field ?? "Table"; init; }

    /// <summary>The list's metadata.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The columns, in the order of the cells.</summary>
    public ImmutableArray<TableColumnDefinition> ColumnDefinitions { get => field.OrEmpty(); init; }

    /// <summary>One row an object.</summary>
    public ImmutableArray<TableRow> Rows { get => field.OrEmpty(); init; }
}

/// <summary>One column of a table.</summary>
public sealed record TableColumnDefinition
{
    /// <summary>Heading of the column.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Kind of value: string, integer, number, boolean or date.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>Finer kind of value; name marks the column that holds the object's name.</summary>
    public string Format { get => field ?? ""; init; }

    /// <summary>What the column shows.</summary>
    public string Description { get => field ?? ""; init; }

    /// <summary>0 is always shown; greater numbers only in a wide view.</summary>
    public int Priority { get; init; }
}

/// <summary>One object as a row.</summary>
public sealed record TableRow
{
    /// <summary>The values, one a column: text, number, boolean or null.</summary>
    public ImmutableArray<JsonElement> Cells { get => field.OrEmpty(); init; }

    /// <summary>Marks of the row, such as Completed for a pod that has ended.</summary>
    public ImmutableArray<TableRowCondition> Conditions { get => field.OrEmpty(); init; }

    /// <summary>The object itself or only its metadata, as the client asked; absent when it asked for none.</summary>
    public JsonElement? Object { get; init; }
}

/// <summary>A mark on a row of a table.</summary>
public sealed record TableRowCondition
{
    /// <summary>Kind of mark; Completed is the only one in use.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>One word saying why.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
