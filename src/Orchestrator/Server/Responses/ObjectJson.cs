using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>Objects in the forms clients ask for. Stored bytes are passed on as they are wherever the form allows it.</summary>
internal static class ObjectJson
{
    /// <summary>One object.</summary>
    public static void WriteObject(IBufferWriter<byte> output, ResourceDefinition definition, StoredObject stored, in ResponseFormat format, IncludeObject include, DateTimeOffset now)
    {
        switch (format.Shape)
        {
            case ResponseShape.Whole:
                output.Write(stored.Json.Span);
                break;
            case ResponseShape.Metadata:
                WriteMetadata(output, stored, format.MetaVersion);
                break;
            case ResponseShape.Table:
                TableJson.Write(output, definition, [stored], TableJson.MetadataOf(stored), format.MetaVersion, include, columns: true, now);
                break;
        }
    }

    /// <summary>A list: kind, apiVersion, metadata, items, in this order.</summary>
    public static void WriteList(
        IBufferWriter<byte> output,
        ResourceDefinition definition,
        ImmutableArray<StoredObject> items,
        ListMeta metadata,
        in ResponseFormat format,
        IncludeObject include,
        DateTimeOffset now)
    {
        switch (format.Shape)
        {
            case ResponseShape.Whole:
                WriteItems(output, definition, items, metadata);
                break;
            case ResponseShape.Metadata:
                WriteHead(output, "PartialObjectMetadataList", $"meta.k8s.io/{format.MetaVersion}", metadata);
                for (var i = 0; i < items.Length; i++)
                {
                    output.Write(i == 0 ? ""u8 : ","u8);
                    WriteMetadata(output, items[i], format.MetaVersion);
                }

                output.Write("]}"u8);
                break;
            case ResponseShape.Table:
                TableJson.Write(output, definition, items, metadata, format.MetaVersion, include, columns: true, now);
                break;
        }
    }

    /// <summary>An object without all but its metadata.</summary>
    public static void WriteMetadata(IBufferWriter<byte> output, StoredObject stored, string metaVersion)
    {
        output.Write("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/"u8);
        Encoding.UTF8.GetBytes(metaVersion, output);
        output.Write("\",\"metadata\":"u8);
        output.Write(JsonMarshal.GetRawUtf8Value(stored.Document.GetProperty("metadata")));
        output.Write("}"u8);
    }

    // Items of a typed list carry neither kind nor apiVersion; stored objects begin with both, so they are cut off as bytes.
    private static void WriteItems(IBufferWriter<byte> output, ResourceDefinition definition, ImmutableArray<StoredObject> items, ListMeta metadata)
    {
        var names = definition.Names;
        var prefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{names.Kind}\",\"apiVersion\":\"{names.ApiVersion}\",");
        WriteHead(output, names.ListKind, names.ApiVersion, metadata);
        for (var i = 0; i < items.Length; i++)
        {
            var json = items[i].Json.Span;
            output.Write(i == 0 ? ""u8 : ","u8);
            if (!definition.ItemsCarryKind && json.StartsWith(prefix))
            {
                output.Write("{"u8);
                json = json[prefix.Length..];
            }

            output.Write(json);
        }

        output.Write("]}"u8);
    }

    private static void WriteHead(IBufferWriter<byte> output, string kind, string apiVersion, ListMeta metadata)
    {
        Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":", output);
        output.Write(JsonText.Of(metadata));
        output.Write(",\"items\":["u8);
    }
}
