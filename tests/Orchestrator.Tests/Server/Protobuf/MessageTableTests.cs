using System.Text.Json.Serialization.Metadata;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Protobuf;

namespace LocalPods.Orchestrator.Tests.Server.Protobuf;

public sealed class MessageTableTests
{
    private readonly List<string> _missing = [];
    private readonly HashSet<string> _seen = [];

    [Fact]
    public void Every_field_of_every_kind_read_has_its_number()
    {
        // Clients of API extensions send JSON.
        foreach (var kind in KnownKinds.Registry.Kinds.Where(k => !k.ApiVersion.StartsWith("apiextensions.k8s.io/", StringComparison.Ordinal)))
        {
            Compare(kind.Type, kind.ApiVersion, kind.Kind);
        }

        Compare(ApiJson.TypeInfo<DeleteOptions>(), "meta.k8s.io/v1", "DeleteOptions");
        Compare(ApiJson.TypeInfo<Api.Meta.Status>(), "meta.k8s.io/v1", "Status");
        _missing.ShouldBeEmpty();
        _seen.Count.ShouldBeGreaterThan(100);
    }

    // The same names, the same kinds of values, all the way down.
    private void Compare(JsonTypeInfo type, string apiVersion, string kind)
    {
        var name = $"{apiVersion}:{kind}";
        if (!_seen.Add(name))
        {
            return;
        }

        if (MessageTable.Default.Find(apiVersion, kind) is null)
        {
            _missing.Add(name);
            return;
        }

        var fields = Flat(name).ToDictionary(f => f.Name);
        foreach (var property in type.Properties.Where(p => !IsHeader(kind, p.Name)))
        {
            if (!fields.Remove(property.Name, out var field))
            {
                _missing.Add($"{name}.{property.Name}");
                continue;
            }

            var info = type.Options.GetTypeInfo(property.PropertyType);
            var element = info.ElementType is { } inner ? type.Options.GetTypeInfo(inner) : info;
            var shape = info.Kind switch
            {
                JsonTypeInfoKind.Enumerable => FieldShape.Repeated,
                JsonTypeInfoKind.Dictionary => FieldShape.Map,
                _ => field.Shape is FieldShape.Plain ? FieldShape.Plain : FieldShape.Optional,
            };
            if (shape != field.Shape || Expected(element) != (field.Type == FieldType.MicroTime ? FieldType.Time : field.Type))
            {
                _missing.Add($"{name}.{property.Name} is {shape} {Expected(element)}, not {field.Shape} {field.Type}");
            }
            else if (field.Message is { } message)
            {
                var parts = message.Split(':');
                Compare(element, parts[0], parts[1]);
            }
        }

        _missing.AddRange(fields.Values.Select(f => $"{name}.{f.Name} is not in the object model"));
    }

    private static IEnumerable<MessageField> Flat(string name)
    {
        var parts = name.Split(':');
        return MessageTable.Default.Find(parts[0], parts[1])!.Values
            .SelectMany(f => f.Shape == FieldShape.Inline ? Flat(f.Message!) : [f]);
    }

    private static FieldType Expected(JsonTypeInfo type) => (Nullable.GetUnderlyingType(type.Type) ?? type.Type).Name switch
    {
        "String" => FieldType.String,
        "Boolean" => FieldType.Bool,
        "Int32" or "Int64" => FieldType.Int,
        "DateTimeOffset" => FieldType.Time,
        "Quantity" => FieldType.Quantity,
        "IntOrString" => FieldType.IntOrString,
        "JsonElement" => FieldType.Json,
        "Byte[]" => FieldType.Bytes,
        "ImmutableArray`1" => FieldType.Strings,
        _ => FieldType.Message,
    };

    // What the envelope says is not said again inside.
    private static bool IsHeader(string kind, string field) =>
        field is "kind" or "apiVersion" && (kind is "DeleteOptions" or "Status" || KnownKinds.Registry.Kinds.Any(k => k.Kind == kind));
}
