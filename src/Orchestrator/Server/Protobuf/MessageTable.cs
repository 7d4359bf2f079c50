using System.Collections.Frozen;
using System.Globalization;

namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>The fields of every message, from <c>messages.txt</c>. Read once, when the first protobuf body comes.</summary>
internal sealed class MessageTable
{
    private static readonly FrozenDictionary<string, FieldType> s_types = new Dictionary<string, FieldType>
    {
        ["string"] = FieldType.String,
        ["bytes"] = FieldType.Bytes,
        ["bool"] = FieldType.Bool,
        ["int"] = FieldType.Int,
        ["double"] = FieldType.Double,
        ["Time"] = FieldType.Time,
        ["MicroTime"] = FieldType.MicroTime,
        ["Quantity"] = FieldType.Quantity,
        ["IntOrString"] = FieldType.IntOrString,
        ["strings"] = FieldType.Strings,
        ["Json"] = FieldType.Json,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, FrozenDictionary<int, MessageField>> _messages;

    private MessageTable(FrozenDictionary<string, FrozenDictionary<int, MessageField>> messages) => _messages = messages;

    public static MessageTable Default => field ??= Load();

    /// <summary>Fields of a message by their numbers; null when there is no such message.</summary>
    /// <param name="apiVersion">Group version.</param>
    /// <param name="kind">Name of the message.</param>
    public FrozenDictionary<int, MessageField>? Find(string apiVersion, string kind) => _messages.GetValueOrDefault($"{apiVersion}:{kind}");

    /// <summary>Fields of a message that a field names.</summary>
    public FrozenDictionary<int, MessageField> Of(MessageField field) => _messages[field.Message!];

    private static MessageTable Load()
    {
        using var stream = typeof(MessageTable).Assembly.GetManifestResourceStream("protobuf-messages.txt")!;
        using var reader = new StreamReader(stream);
        var messages = new Dictionary<string, FrozenDictionary<int, MessageField>>(StringComparer.Ordinal);
        var version = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                version = line.Trim('[', ']');
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                var bar = line.IndexOf(" | ", StringComparison.Ordinal);
                messages.Add(
                    $"{version}:{line[..bar]}",
                    line[(bar + 3)..].Split("; ").Select(f => ParseField(f, version)).ToFrozenDictionary(f => f.Number, f => f.Field));
            }
        }

        return new MessageTable(messages.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static (int Number, MessageField Field) ParseField(string text, string version)
    {
        var parts = text.Split(' ');
        var (shape, type) = (parts[1], parts[2][0]) switch
        {
            ("^", _) => (FieldShape.Inline, parts[2]),
            (_, '?') => (FieldShape.Optional, parts[2][1..]),
            (_, '*') => (FieldShape.Repeated, parts[2][1..]),
            (_, '{') => (FieldShape.Map, parts[2][1..^1]),
            _ => (FieldShape.Plain, parts[2]),
        };
        var name = shape == FieldShape.Inline ? "" : parts[1];
        var number = int.Parse(parts[0], CultureInfo.InvariantCulture);
        return (number, s_types.TryGetValue(type, out var known)
            ? new MessageField(name, shape, known, null)
            : new MessageField(name, shape, FieldType.Message, type.Contains(':', StringComparison.Ordinal) ? type : $"{version}:{type}"));
    }
}
