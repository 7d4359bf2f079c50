using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Server.Protobuf;

namespace LocalPods.Orchestrator.Tests.Server.Protobuf;

/// <summary>Writes bodies as Go clients do: what is not a pointer is always there, even when it is empty.</summary>
internal static class ProtobufWriter
{
    public static byte[] Body(JsonObject content, string? raw = null)
    {
        var (apiVersion, kind) = (content["apiVersion"]!.GetValue<string>(), content["kind"]!.GetValue<string>());
        var table = MessageTable.Default;
        var fields = table.Find(apiVersion, kind) ?? table.Find("meta.k8s.io/v1", kind)!;
        var type = new List<byte>();
        Add(type, 1, Encoding.UTF8.GetBytes(apiVersion));
        Add(type, 2, Encoding.UTF8.GetBytes(kind));
        var body = new List<byte>("k8s\0"u8.ToArray());
        Add(body, 1, [.. type]);
        Add(body, 2, raw is null ? Message(content, fields) : Convert.FromHexString(raw));
        Add(body, 3, []);
        Add(body, 4, []);
        return [.. body];
    }

    private static byte[] Message(JsonObject content, FrozenDictionary<int, MessageField> fields)
    {
        var output = new List<byte>();
        foreach (var (number, field) in fields.OrderByDescending(f => f.Key)) // any order is valid
        {
            var value = field.Shape == FieldShape.Inline ? content : content[field.Name];
            switch (field.Shape)
            {
                case FieldShape.Map:
                    foreach (var (key, item) in value as JsonObject ?? [])
                    {
                        var entry = new List<byte>();
                        Add(entry, 1, Encoding.UTF8.GetBytes(key));
                        AddValue(entry, 2, field, item);
                        Add(output, number, [.. entry]);
                    }

                    break;
                case FieldShape.Repeated:
                    foreach (var item in value as JsonArray ?? [])
                    {
                        AddValue(output, number, field, item);
                    }

                    break;
                case FieldShape.Optional when value is null:
                    break;
                default:
                    AddValue(output, number, field, value);
                    break;
            }
        }

        AddVarint(output, (999 << 3) | 0); // a field of tomorrow
        AddVarint(output, 5);
        return [.. output];
    }

    private static void AddValue(List<byte> output, int number, MessageField field, JsonNode? value)
    {
        switch (field.Type)
        {
            case FieldType.Bool:
                AddVarint(output, (ulong)number << 3);
                AddVarint(output, value?.GetValue<bool>() == true ? 1UL : 0);
                break;
            case FieldType.Int:
                AddVarint(output, (ulong)number << 3);
                AddVarint(output, (ulong)long.Parse(value?.ToString() ?? "0", CultureInfo.InvariantCulture));
                break;
            case FieldType.String:
                Add(output, number, Encoding.UTF8.GetBytes(value?.GetValue<string>() ?? ""));
                break;
            case FieldType.Bytes:
                Add(output, number, Convert.FromBase64String(value!.GetValue<string>()));
                break;
            case FieldType.Message:
                Add(output, number, Message(value as JsonObject ?? [], MessageTable.Default.Of(field)));
                break;
            default:
                Add(output, number, Special(field.Type, value));
                break;
        }
    }

    private static byte[] Special(FieldType type, JsonNode? value)
    {
        var inner = new List<byte>();
        if (value is null)
        {
            return [];
        }

        switch (type)
        {
            case FieldType.Time or FieldType.MicroTime:
                var at = DateTimeOffset.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture);
                AddVarint(inner, 1 << 3);
                AddVarint(inner, (ulong)at.ToUnixTimeSeconds());
                AddVarint(inner, 2 << 3);
                AddVarint(inner, (ulong)(at.Ticks % TimeSpan.TicksPerSecond * 100));
                break;
            case FieldType.Quantity:
                Add(inner, 1, Encoding.UTF8.GetBytes(value.GetValue<string>()));
                break;
            case FieldType.Json:
                Add(inner, 1, Encoding.UTF8.GetBytes(value.ToJsonString()));
                break;
            case FieldType.Strings:
                foreach (var item in value.AsArray())
                {
                    Add(inner, 1, Encoding.UTF8.GetBytes(item!.GetValue<string>()));
                }

                break;
            case FieldType.IntOrString:
                var isText = value.GetValueKind() == JsonValueKind.String;
                AddVarint(inner, 1 << 3);
                AddVarint(inner, isText ? 1UL : 0);
                AddVarint(inner, 2 << 3);
                AddVarint(inner, isText ? 0 : (ulong)value.GetValue<int>());
                Add(inner, 3, Encoding.UTF8.GetBytes(isText ? value.GetValue<string>() : ""));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "no special form");
        }

        return [.. inner];
    }

    private static void Add(List<byte> output, int number, byte[] bytes)
    {
        AddVarint(output, ((ulong)number << 3) | 2);
        AddVarint(output, (ulong)bytes.Length);
        output.AddRange(bytes);
    }

    private static void AddVarint(List<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.Add((byte)(value | 0x80));
        }

        output.Add((byte)value);
    }
}
