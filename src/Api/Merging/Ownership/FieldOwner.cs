using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>An entry of <c>metadata.managedFields</c>: the fields that one client set in one way. Immutable.</summary>
public sealed class FieldOwner
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    private const string FieldsV1 = "FieldsV1";
    private const string FieldsMember = "fieldsV1";

    // The set is read when somebody asks for it first: most writes leave most entries alone.
    private readonly JsonObject? _written;
    private FieldSet? _fields;

    private FieldOwner(FieldWriter writer, string operation, string? time, JsonObject? written, FieldSet? fields) =>
        (Writer, Operation, Time, _written, _fields) = (writer, operation, time, written, fields);

    /// <summary>A new entry.</summary>
    public FieldOwner(FieldWriter writer, string operation, string? time, FieldSet fields)
        : this(writer, operation, time, null, fields)
    {
    }

    public FieldWriter Writer { get; }

    /// <summary><see cref="Apply"/> or <see cref="Update"/>.</summary>
    public string Operation { get; }

    /// <summary>When the client set some of the fields last, as in the entry.</summary>
    public string? Time { get; }

    public FieldSet Fields => _fields ??= FieldSet.Read(_written) ?? FieldSet.Empty;

    /// <summary>Reads an entry; null when it is none.</summary>
    public static FieldOwner? Read(JsonNode? entry)
    {
        if (entry is not JsonObject json || Text(json, "operation") is not { } operation || operation is not (Apply or Update)
            || Text(json, "apiVersion") is not { Length: > 0 } apiVersion || Text(json, "fieldsType") is not FieldsV1 || json[FieldsMember] is not (null or JsonObject))
        {
            return null;
        }

        var writer = new FieldWriter(Text(json, "manager") ?? "", apiVersion, Text(json, "subresource") ?? "");
        return new(writer, operation, Text(json, "time"), json[FieldsMember] as JsonObject ?? [], null);
    }

    /// <summary>The entry; it may be asked for only once, and not while the object it was read from is still needed with its owners.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Writer.Manager,
            ["operation"] = Operation,
            ["apiVersion"] = Writer.ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = FieldsV1,
            [FieldsMember] = Written(),
            ["subresource"] = Writer.Subresource,
        };
        foreach (var absent in (ReadOnlySpan<string>)[Time is null ? "time" : "", Writer.Subresource.Length == 0 ? "subresource" : ""])
        {
            json.Remove(absent);
        }

        return json;
    }

    // What nobody changed is handed on as it is: the object it was read from is written no more.
    private JsonObject Written()
    {
        if (_written is null)
        {
            return Fields.ToJson();
        }

        (_written.Parent as JsonObject)?.Remove(FieldsMember);
        return _written;
    }

    /// <summary>Whether the entry is that of a writer. An applier keeps its entry when it changes its version.</summary>
    public bool IsOf(FieldWriter writer, string operation) =>
        Operation == operation && (operation == Apply ? Writer with { ApiVersion = writer.ApiVersion } : Writer) == writer;

    /// <summary>The entry with another set.</summary>
    public FieldOwner With(FieldSet fields) => fields.Equals(Fields) ? this : new(Writer, Operation, Time, null, fields);

    /// <summary>The entry with another time.</summary>
    public FieldOwner At(string time) => new(Writer, Operation, time, _written, _fields);

    /// <summary>Whether some of the fields may be in a set; false is sure.</summary>
    public bool MayMeet(FieldSet set) => _written is null || set.MayMeet(_written);

    /// <summary>Whether the client has lost all its fields.</summary>
    public bool IsBare => _written is null && Fields.IsEmpty;

    /// <summary>Whether another entry differs at most in its time.</summary>
    public bool IsSameButTime(FieldOwner other) =>
        Writer == other.Writer && Operation == other.Operation
        && ((_written is not null && ReferenceEquals(_written, other._written)) || Fields.Equals(other.Fields));

    /// <summary>As messages about conflicts name it.</summary>
    public override string ToString()
    {
        var name = $"\"{Writer.Manager}\"" + (Writer.Subresource.Length > 0 ? $" with subresource \"{Writer.Subresource}\"" : "");
        return Operation == Apply ? name : $"{name} using {Writer.ApiVersion}";
    }

    /// <summary>Order of entries: appliers first, then older ones first.</summary>
    public static int Compare(FieldOwner left, FieldOwner right)
    {
        var operations = string.CompareOrdinal(left.Operation, right.Operation);
        var times = Seconds(left).CompareTo(Seconds(right));
        return operations != 0 ? operations : times != 0 ? times : string.CompareOrdinal(Identity(left), Identity(right));
    }

    private static string Identity(FieldOwner owner) => $"{owner.Writer.Manager}\0{owner.Writer.ApiVersion}\0{owner.Writer.Subresource}";

    private static long Seconds(FieldOwner owner) =>
        DateTimeOffset.TryParse(owner.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : 0;

    private static string? Text(JsonObject json, string name) =>
        json.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
