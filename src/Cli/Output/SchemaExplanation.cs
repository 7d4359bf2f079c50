using System.Text;
using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>What a published schema says about a kind or a field of it, as <c>kubectl explain</c> prints it.</summary>
/// <param name="schemas">The schemas of an OpenAPI v3 document.</param>
/// <param name="recursive">Whether fields are listed with those below them, without descriptions.</param>
internal sealed class SchemaExplanation(JsonElement schemas, bool recursive)
{
    private const int Width = 76;
    private const int Listed = 4;

    private readonly StringBuilder _text = new();

    /// <summary>Explains a field.</summary>
    /// <param name="group">Of the kind; empty for the core group.</param>
    /// <param name="version">Of the kind.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="path">From the kind to the field; empty for the kind itself.</param>
    /// <returns>The text, and whether the field exists; without it the text has only the heading.</returns>
    /// <exception cref="KeyNotFoundException">The document has no such kind.</exception>
    public (string Text, bool Exists) Explain(string group, string version, string kind, ReadOnlySpan<string> path)
    {
        _text.Append(group.Length > 0 ? $"GROUP:      {group}\n" : "").Append($"KIND:       {kind}\nVERSION:    {version}\n\n");
        var root = schemas.Sorted().Select(s => s.Value).FirstOrDefault(s => s.Field("x-kubernetes-group-version-kind").Items()
            .Any(k => k.Text("group") == group && k.Text("version") == version && k.Text("kind") == kind));
        if (!root.Exists())
        {
            throw new KeyNotFoundException();
        }

        var exists = Follow(root, path, []);
        return (_text.Append(exists ? "\n" : "").ToString(), exists);
    }

    private bool Follow(JsonElement schema, ReadOnlySpan<string> path, HashSet<string> seen)
    {
        var resolved = Resolve(schema);
        if (path.IsEmpty)
        {
            WriteSchema(resolved);
            return true;
        }

        if (schema.Text("$ref") is { Length: > 0 } reference && !seen.Add(reference))
        {
            return false;
        }

        if (resolved.Field("properties").Field(path[0]) is var field && field.Exists())
        {
            if (path.Length == 1)
            {
                _text.Append($"FIELD: {path[0]} <{TypeOf(field)}>\n").Append(Enum(field, whole: true, 0)).Append("\n\n");
            }

            return Follow(field, path[1..], []);
        }

        if (ElementOf(resolved) is { } element)
        {
            return Follow(element, path, seen);
        }

        foreach (var part in resolved.Field("allOf").Items())
        {
            if (Follow(part, path, seen))
            {
                return true;
            }
        }

        return false;
    }

    private void WriteSchema(JsonElement schema)
    {
        var description = Description(schema);
        _text.Append("DESCRIPTION:\n").Append(WordWrap.Indent(WordWrap.Wrap(description.Length > 0 ? description : "<empty>", Width), 4)).Append('\n');
        var before = _text.Length;
        WriteFields(schema, 1, []);
        if (_text.Length > before)
        {
            _text.Insert(before, "FIELDS:\n");
        }
    }

    // A type within itself is not followed a second time.
    private void WriteFields(JsonElement schema, int level, HashSet<string> above)
    {
        var reference = schema.Text("$ref");
        if (reference.Length > 0 && above.Contains(reference))
        {
            return;
        }

        HashSet<string> seen = [.. above, reference];
        var resolved = Resolve(schema);
        foreach (var (name, field) in resolved.Field("properties").Sorted())
        {
            WriteField(name, field, resolved.Field("required").Items().Any(r => r.Text() == name), level);
            if (recursive)
            {
                WriteFields(field, level + 1, seen);
            }
        }

        foreach (var part in resolved.Field("allOf").Items())
        {
            WriteFields(part, level, seen);
        }

        if (resolved.Field("items") is var items && items.Exists())
        {
            WriteFields(items, level, seen);
        }

        if (resolved.Field("additionalProperties") is { ValueKind: JsonValueKind.Object } values)
        {
            WriteFields(values, level, seen);
        }
    }

    private void WriteField(string name, JsonElement field, bool required, int level)
    {
        var indent = 2 * level;
        _text.Append(' ', indent).Append($"{name}\t<{TypeOf(field)}>{(required ? " -required-" : "")}{Enum(field, whole: false, indent)}\n");
        if (!recursive)
        {
            var description = field.Text("description") is { Length: > 0 } told ? told : "<no description>";
            _text.Append(WordWrap.Indent(WordWrap.Wrap(description, Width + 2 - indent), indent + 2)).Append("\n\n");
        }
    }

    private string Description(JsonElement schema)
    {
        var resolved = Resolve(schema);
        var own = resolved.Text("description") is { Length: > 0 } told ? told + "\n" : "";
        var parts = string.Concat(resolved.Field("allOf").Items().Select(Description));
        return own + parts + (ElementOf(resolved) is { } element ? Description(element) : "");
    }

    private string TypeOf(JsonElement schema)
    {
        if (schema.Field("items") is { ValueKind: JsonValueKind.Object } items)
        {
            return "[]" + TypeOf(items);
        }

        if (schema.Field("additionalProperties") is { ValueKind: JsonValueKind.Object } values)
        {
            return "map[string]" + TypeOf(values);
        }

        if (!schema.Field("properties").Exists() && schema.Field("allOf").Items().ToList() is [var only])
        {
            return TypeOf(only);
        }

        var type = schema.Text("type");
        if (schema.Text("$ref") is { Length: > 0 } reference)
        {
            var named = Resolve(schema).Text("type");
            return named is "" or "object" ? reference[(reference.LastIndexOf('.') + 1)..] : named;
        }

        return type is "" or "object" ? "Object" : type;
    }

    private static string Enum(JsonElement schema, bool whole, int indent)
    {
        var values = schema.Field("enum").Items().Select(v => v.Text() is { Length: > 0 } text ? text : "\"\"").ToList();
        return values.Count == 0 ? ""
            : whole ? "ENUM:" + string.Concat(values.Select(v => "\n    " + v))
            : $"\n{new string(' ', indent)}enum: {string.Join(", ", values.Take(Listed))}{(values.Count > Listed ? ", ...." : "")}";
    }

    /// <summary>What a list or a map holds; null for everything else.</summary>
    private static JsonElement? ElementOf(JsonElement schema) =>
        schema.Field("items") is { ValueKind: JsonValueKind.Object } items ? items
        : schema.Field("additionalProperties") is { ValueKind: JsonValueKind.Object } values ? values
        : null;

    private JsonElement Resolve(JsonElement schema)
    {
        var reference = schema.Text("$ref");
        return reference.Length > 0 && schemas.Field(reference[(reference.LastIndexOf('/') + 1)..]) is var found && found.Exists() ? found : schema;
    }
}
