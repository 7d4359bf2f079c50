using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>Messages as the JSON they stand for (spec: protobuf-wire 2). Fields nobody knows are skipped, as protobuf wants it.</summary>
internal static class ProtobufDecoder
{
    private const int DeepestMessage = 64;

    /// <summary>Reads one message.</summary>
    /// <exception cref="ProtobufException">The bytes are not such a message.</exception>
    public static JsonObject Decode(MessageTable table, FrozenDictionary<int, MessageField> fields, ReadOnlySpan<byte> bytes)
    {
        var content = new JsonObject();
        DecodeInto(content, table, fields, bytes, depth: 1);
        return content;
    }

    private static void DecodeInto(JsonObject content, MessageTable table, FrozenDictionary<int, MessageField> fields, ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestMessage)
        {
            throw new ProtobufException("messages are nested too deep");
        }

        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            if (!fields.TryGetValue(number, out var field))
            {
                reader.Skip();
                continue;
            }

            switch (field.Shape)
            {
                case FieldShape.Inline:
                    DecodeInto(content, table, table.Of(field), reader.ReadBytes(), depth + 1);
                    break;
                case FieldShape.Map:
                    AddEntry(content, table, field, reader.ReadBytes(), depth);
                    break;
                case FieldShape.Repeated:
                    if (content[field.Name] is not JsonArray list)
                    {
                        content[field.Name] = list = [];
                    }

                    list.Add(Value(ref reader, table, field, depth));
                    break;
                case FieldShape.Optional:
                    if (Value(ref reader, table, field, depth) is { } given)
                    {
                        content[field.Name] = given;
                    }

                    break;
                case FieldShape.Plain:
                    // Writers send what is not a pointer always, so empty means not set.
                    if (Value(ref reader, table, field, depth) is { } value && !IsEmpty(value))
                    {
                        content[field.Name] = value;
                    }

                    break;
            }
        }
    }

    private static void AddEntry(JsonObject content, MessageTable table, MessageField field, ReadOnlySpan<byte> bytes, int depth)
    {
        if (content[field.Name] is not JsonObject map)
        {
            content[field.Name] = map = [];
        }

        var key = "";
        JsonNode? value = null;
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    key = reader.ReadString();
                    break;
                case 2:
                    value = Value(ref reader, table, field, depth);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        map[key] = value ?? (field.Type == FieldType.Strings ? new JsonArray() : "");
    }

    private static JsonNode? Value(ref WireReader reader, MessageTable table, MessageField field, int depth)
    {
        switch (field.Type)
        {
            case FieldType.String:
                return reader.ReadString();
            case FieldType.Bytes:
                return Convert.ToBase64String(reader.ReadBytes());
            case FieldType.Bool:
                return reader.ReadInt() != 0;
            case FieldType.Int:
                return reader.ReadInt();
            case FieldType.Double:
                return reader.ReadDouble();
            case FieldType.Time:
                return Time(reader.ReadBytes(), "yyyy-MM-dd'T'HH:mm:ss'Z'");
            case FieldType.MicroTime:
                return Time(reader.ReadBytes(), "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
            case FieldType.Quantity:
                return Inner(reader.ReadBytes());
            case FieldType.IntOrString:
                return IntOrString(reader.ReadBytes());
            case FieldType.Strings:
                return Strings(reader.ReadBytes());
            case FieldType.Json:
                return Json(reader.ReadBytes());
            case FieldType.Message:
                var content = new JsonObject();
                DecodeInto(content, table, table.Of(field), reader.ReadBytes(), depth + 1);
                return content;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static bool IsEmpty(JsonNode value) => value switch
    {
        JsonObject inner => inner.Count == 0,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>().Length == 0,
            JsonValueKind.False => true,
            JsonValueKind.Number => scalar.TryGetValue(out long whole) && whole == 0,
            _ => false,
        },
        _ => false,
    };

    // No seconds and no nanoseconds is no time.
    private static JsonNode? Time(ReadOnlySpan<byte> bytes, string format)
    {
        var (seconds, nanoseconds, any) = (0L, 0L, false);
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            any = true;
            switch (number)
            {
                case 1:
                    seconds = reader.ReadInt();
                    break;
                case 2:
                    nanoseconds = reader.ReadInt();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (!any)
        {
            return null;
        }

        return seconds is < -62_135_596_800 or > 253_402_300_799 || nanoseconds is < 0 or > 999_999_999
            ? throw new ProtobufException("a time is out of range")
            : (JsonNode)DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Inner(ReadOnlySpan<byte> bytes)
    {
        var text = "";
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                text = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return text;
    }

    private static JsonNode IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (type, whole, text) = (0L, 0L, "");
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1:
                    type = reader.ReadInt();
                    break;
                case 2:
                    whole = (int)reader.ReadInt();
                    break;
                case 3:
                    text = reader.ReadString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return type == 1 ? text : whole;
    }

    private static JsonArray Strings(ReadOnlySpan<byte> bytes)
    {
        var list = new JsonArray();
        var reader = new WireReader(bytes);
        while (reader.Next(out var number))
        {
            if (number == 1)
            {
                list.Add(reader.ReadString());
            }
            else
            {
                reader.Skip();
            }
        }

        return list;
    }

    private static JsonNode? Json(ReadOnlySpan<byte> bytes)
    {
        var text = Inner(bytes);
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new ProtobufException("an embedded value is not JSON");
        }
    }
}
