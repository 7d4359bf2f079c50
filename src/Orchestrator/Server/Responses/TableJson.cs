using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>Objects as rows with printed cells (spec: api 15).</summary>
internal static class TableJson
{
    /// <summary>Reads <c>includeObject</c>.</summary>
    /// <exception cref="ApiException">422: another value.</exception>
    public static IncludeObject Include(IQueryCollection query) => query["includeObject"].FirstOrDefault() switch
    {
        null or "" or "Metadata" => IncludeObject.Metadata,
        "Object" => IncludeObject.Object,
        "None" => IncludeObject.None,
        var other => throw ApiErrors.BadRequest($"unrecognized includeObject value: \"{other}\""),
    };

    public static ListMeta MetadataOf(StoredObject stored) => new() { ResourceVersion = stored.Revision.ToString(CultureInfo.InvariantCulture) };

    /// <summary>Writes a table.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="definition">Of the kind.</param>
    /// <param name="items">One row each.</param>
    /// <param name="metadata">Of the list.</param>
    /// <param name="metaVersion">Version of <c>meta.k8s.io</c>.</param>
    /// <param name="include">What rows carry of their objects.</param>
    /// <param name="columns">Whether the columns are described; later events of a watch leave them out.</param>
    /// <param name="now">For ages.</param>
    public static void Write(
        IBufferWriter<byte> output,
        ResourceDefinition definition,
        ImmutableArray<StoredObject> items,
        ListMeta metadata,
        string metaVersion,
        IncludeObject include,
        bool columns,
        DateTimeOffset now)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.Options);
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", $"meta.k8s.io/{metaVersion}");
        writer.WritePropertyName("metadata");
        JsonSerializer.Serialize(writer, metadata, ApiJson.TypeInfo<ListMeta>());
        WriteColumns(writer, columns ? definition.Columns : null);
        writer.WriteStartArray("rows");
        foreach (var item in items)
        {
            WriteRow(writer, item, definition.Cells(item, now), metaVersion, include);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter writer, ImmutableArray<TableColumnDefinition>? columns)
    {
        if (columns is null)
        {
            writer.WriteNull("columnDefinitions");
            return;
        }

        writer.WriteStartArray("columnDefinitions");
        foreach (var column in columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Format);
            writer.WriteString("description", column.Description);
            writer.WriteNumber("priority", column.Priority);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, StoredObject item, TableCells row, string metaVersion, IncludeObject include)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var cell in row.Cells)
        {
            if (cell is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                cell.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
        if (!row.Conditions.IsEmpty)
        {
            writer.WriteStartArray("conditions");
            foreach (var condition in row.Conditions)
            {
                JsonSerializer.Serialize(writer, condition, ApiJson.TypeInfo<TableRowCondition>());
            }

            writer.WriteEndArray();
        }

        writer.WritePropertyName("object");
        switch (include)
        {
            case IncludeObject.None:
                writer.WriteNullValue();
                break;
            case IncludeObject.Object:
                writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
                break;
            case IncludeObject.Metadata:
                var metadata = new ArrayBufferWriter<byte>();
                ObjectJson.WriteMetadata(metadata, item, metaVersion);
                writer.WriteRawValue(metadata.WrittenSpan, skipInputValidation: true);
                break;
        }

        writer.WriteEndObject();
    }
}
