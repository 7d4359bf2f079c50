using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Serialization;

/// <summary>The body of a create or update request, read as an API server reads it.</summary>
/// <param name="Json">The object with kind and apiVersion filled in; null when refused.</param>
/// <param name="Refusal">The message of a 400 BadRequest; null when accepted.</param>
/// <param name="Warnings">Texts of Warning headers.</param>
public sealed record RequestBody(JsonObject? Json, string? Refusal, ImmutableArray<string> Warnings)
{
    /// <summary>What of a body that can be read is wrong, without the kind; null when accepted or unreadable.</summary>
    public string? Detail { get; private init; }

    /// <summary>Bytes of an unreadable body that are quoted in its refusal, in hexadecimal.</summary>
    private const int QuotedBytes = 30;

    /// <summary>Reads a body.</summary>
    /// <param name="bytes">As sent.</param>
    /// <param name="isYaml">By its Content-Type; anything else is JSON.</param>
    /// <param name="expected">The kind of the URL's resource. A body may leave kind and apiVersion out.</param>
    /// <param name="validation">The request's fieldValidation.</param>
    public static RequestBody Read(ReadOnlyMemory<byte> bytes, bool isYaml, KnownKind expected, FieldValidation validation) =>
        Read(bytes, isYaml, expected, validation, root => (StrictDecoder.Check(root, expected.Type), (JsonObject)root.ToJson(expected.Type)!));

    /// <summary>Reads a body of a kind that is not in the object model.</summary>
    /// <param name="bytes">As sent.</param>
    /// <param name="isYaml">By its Content-Type; anything else is JSON.</param>
    /// <param name="expected">The kind of the URL's resource.</param>
    /// <param name="validation">The request's fieldValidation.</param>
    /// <param name="decode">The faults of what was read, and the object.</param>
    public static RequestBody Read(
        ReadOnlyMemory<byte> bytes,
        bool isYaml,
        KnownKind expected,
        FieldValidation validation,
        Func<SourceNode.Mapping, (ImmutableArray<Fault> Faults, JsonObject Json)> decode)
    {
        var read = isYaml
            ? YamlReader.Read("body", bytes, ReadLimits.Default)
            : JsonReader.Read(SourceText.FromUtf8("body", bytes), ReadLimits.Default);
        if (read.Faults.FirstOrDefault(fault => fault.Severity == FaultSeverity.Error) is { } broken)
        {
            return Refuse(Unrecognized(bytes.Span, expected, broken.Position.Offset >= bytes.Length ? "unexpected end of JSON input" : Placed(broken)));
        }

        return read.Documents switch
        {
            [] => Refuse(Unrecognized(bytes.Span, expected, "unexpected end of JSON input")),
            [SourceNode.Mapping root] => Check(root, expected, validation, decode),
            [_] => Refuse(Unrecognized(bytes.Span, expected, "json: cannot unmarshal a value that is no object")),
            _ => Refuse(Unrecognized(bytes.Span, expected, "more than one object")),
        };
    }

    /// <summary>Reads the body of an apply: YAML or JSON that says kind and version. Fields that the kind does not have are not looked at.</summary>
    /// <param name="bytes">As sent.</param>
    /// <param name="expected">The kind of the URL's resource.</param>
    /// <param name="validation">The request's fieldValidation; it decides about fields written twice.</param>
    public static RequestBody ReadApplied(ReadOnlyMemory<byte> bytes, KnownKind expected, FieldValidation validation) =>
        ReadApplied(bytes, expected, validation, root => (StrictDecoder.Check(root, expected.Type), (JsonObject)root.ToJson(expected.Type)!));

    /// <summary>Reads the body of an apply of a kind that is not in the object model.</summary>
    /// <param name="bytes">As sent.</param>
    /// <param name="expected">The kind of the URL's resource.</param>
    /// <param name="validation">The request's fieldValidation; it decides about fields written twice.</param>
    /// <param name="decode">The faults of what was read, and the object with all that was read.</param>
    public static RequestBody ReadApplied(
        ReadOnlyMemory<byte> bytes, KnownKind expected, FieldValidation validation, Func<SourceNode.Mapping, (ImmutableArray<Fault> Faults, JsonObject Json)> decode)
    {
        var read = YamlReader.Read("body", bytes, ReadLimits.Default);
        if (read.Faults.FirstOrDefault(fault => fault.Severity == FaultSeverity.Error) is { } broken)
        {
            return Refuse($"error decoding YAML: {Placed(broken)}");
        }

        if (read.Documents is not [SourceNode.Mapping root])
        {
            return Refuse("error decoding YAML: the configuration must be one object");
        }

        var (kind, apiVersion) = (root.Text("kind") ?? "", root.Text("apiVersion") ?? "");
        if (kind != expected.Kind)
        {
            return Refuse($"invalid object type: {(apiVersion.Contains('/', StringComparison.Ordinal) ? "" : "/")}{apiVersion}, Kind={kind}");
        }

        if (apiVersion != expected.ApiVersion)
        {
            return Refuse($"Incorrect version specified in apply patch. Specified patch version: {apiVersion}, expected: {expected.ApiVersion}");
        }

        var (faults, json) = decode(root);
        if (ApiFaultText.TypeError(faults) is { } wrong)
        {
            return Refuse(ApiFaultText.CannotBeHandled(kind, apiVersion[(apiVersion.LastIndexOf('/') + 1)..], expected.Kind, wrong));
        }

        var twice = faults.Where(fault => fault.Kind == FaultKind.DuplicateField).ToList();
        return validation == FieldValidation.Strict && ApiFaultText.StrictDecodingError(twice) is { } refusal
            ? Refuse($"error strict decoding YAML: {refusal}")
            : new RequestBody(json, null, validation == FieldValidation.Warn ? [.. ApiFaultText.Warnings(twice)] : []);
    }

    private static RequestBody Check(
        SourceNode.Mapping root, KnownKind expected, FieldValidation validation, Func<SourceNode.Mapping, (ImmutableArray<Fault> Faults, JsonObject Json)> decode)
    {
        var (faults, json) = decode(root);
        var kind = root.Text("kind") is { Length: > 0 } written ? written : expected.Kind;
        var apiVersion = root.Text("apiVersion") is { Length: > 0 } version ? version : expected.ApiVersion;
        var shortVersion = apiVersion[(apiVersion.LastIndexOf('/') + 1)..];
        var detail = (kind, apiVersion) != (expected.Kind, expected.ApiVersion)
            ? $"no kind \"{kind}\" is registered for version \"{apiVersion}\" where {expected.Kind} of \"{expected.ApiVersion}\" is expected"
            : ApiFaultText.TypeError(faults) ?? (validation == FieldValidation.Strict ? ApiFaultText.StrictDecodingError(faults) : null);
        if (detail is not null)
        {
            return Refuse(ApiFaultText.CannotBeHandled(kind, shortVersion, expected.Kind, detail)) with { Detail = detail };
        }

        json["kind"] = expected.Kind;
        json["apiVersion"] = expected.ApiVersion;
        return new RequestBody(json, null, validation == FieldValidation.Warn ? [.. ApiFaultText.Warnings(faults)] : []);
    }

    private static RequestBody Refuse(string message) => new(null, message, []);

    private static string Placed(Fault fault) => $"line {fault.Position.Line}, column {fault.Position.Column}: {fault.Message}";

    private static string Unrecognized(ReadOnlySpan<byte> bytes, KnownKind expected, string detail)
    {
        var quoted = bytes.IsEmpty ? "<empty>"
            : bytes.Length <= QuotedBytes ? Convert.ToHexStringLower(bytes)
            : Convert.ToHexStringLower(bytes[..QuotedBytes]) + " ...";
        return $"the object provided is unrecognized (must be of type {expected.Kind}): couldn't get version/kind; json parse error: {detail} ({quoted})";
    }
}
