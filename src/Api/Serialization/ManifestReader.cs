using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Serialization;

/// <summary>
/// Reads the files users write: YAML or JSON, several documents, lists taken apart, each object checked strictly. Every fault is
/// reported at once, and nothing is thrown.
/// </summary>
public sealed class ManifestReader
{
    private readonly ManifestOptions _options;
    private readonly KindRegistry _kinds;
    private readonly ImmutableArray<ManifestObject>.Builder _objects = ImmutableArray.CreateBuilder<ManifestObject>();
    private readonly List<Fault> _faults = [];

    private ManifestReader(ManifestOptions options) => (_options, _kinds) = (options, options.Kinds ?? KnownKinds.Registry);

    /// <summary>Reads a file strictly.</summary>
    /// <param name="fileName">As the user named it; it begins every message.</param>
    /// <param name="bytes">The whole file.</param>
    public static Manifest Read(string fileName, ReadOnlyMemory<byte> bytes) => Read(fileName, bytes, new ManifestOptions());

    /// <summary>Reads a file.</summary>
    /// <param name="fileName">As the user named it; it begins every message.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">How strict to be, and how much to take.</param>
    public static Manifest Read(string fileName, ReadOnlyMemory<byte> bytes, ManifestOptions options)
    {
        var reader = new ManifestReader(options);
        reader.ReadFile(fileName, bytes);
        return new Manifest(reader._objects.DrainToImmutable(), reader.Judged());
    }

    private void ReadFile(string fileName, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _options.Limits.MaxFileBytes)
        {
            var start = new SourcePosition(SourceText.FromText(fileName, ""), 0);
            _faults.Add(new Fault(FaultKind.Limit, start, $"the file has {Megabytes(bytes.Length)}; no more than {Megabytes(_options.Limits.MaxFileBytes)} are read"));
            return;
        }

        var read = ReadDocuments(fileName, bytes);
        _faults.AddRange(read.Faults);
        if (read.Documents.IsEmpty && read.Faults.IsEmpty)
        {
            var start = new SourcePosition(SourceText.FromText(fileName, ""), 0);
            _faults.Add(new Fault(FaultKind.Empty, start, bytes.IsEmpty ? "the file is empty" : "there is no object in the file"));
        }

        foreach (var document in read.Documents)
        {
            ReadDocument(document, null);
        }

        _faults.AddRange(DuplicateObjects.Find(_objects));
    }

    private SourceRead ReadDocuments(string fileName, ReadOnlyMemory<byte> bytes)
    {
        var source = SourceText.FromUtf8(fileName, bytes);
        if (source.Utf8.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return YamlReader.Read(fileName, bytes, _options.Limits);
        }

        var json = JsonReader.Read(source, _options.Limits);
        if (json.Faults.IsEmpty || json.Faults[0].Kind == FaultKind.Limit)
        {
            return json;
        }

        // A brace may also open YAML's flow style, which is more forgiving than JSON.
        var yaml = YamlReader.Read(fileName, bytes, _options.Limits);
        return yaml.Faults.IsEmpty ? yaml : json;
    }

    private void ReadDocument(SourceNode node, (string ApiVersion, string Kind)? listed)
    {
        if (_faults.Count >= _options.Limits.MaxFaults)
        {
            return;
        }

        if (node is not SourceNode.Mapping root)
        {
            _faults.Add(new Fault(FaultKind.WrongType, node.Position, $"an object with apiVersion and kind is expected here, not {(node is SourceNode.Sequence ? "a list" : "a single value")}"));
        }
        else if (listed is null && root.Text("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && root.Find("items") is { } items)
        {
            ReadList(root, kind, items);
        }
        else
        {
            ReadObject(root, listed);
        }
    }

    private void ReadList(SourceNode.Mapping list, string kind, SourceEntry items)
    {
        foreach (var entry in list.Entries.Where(entry => entry.Key is not ("apiVersion" or "kind" or "metadata" or "items")))
        {
            _faults.Add(new Fault(FaultKind.UnknownField, entry.KeyPosition, $"unknown field \"{entry.Key}\" in {kind}") { FieldPath = entry.Key });
        }

        if (items.Value is not SourceNode.Sequence sequence)
        {
            _faults.Add(new Fault(FaultKind.WrongType, items.Value.Position, "items must be a list of objects") { FieldPath = "items" });
            return;
        }

        // The items of a PodList need not say that they are Pods; those of a List must.
        (string, string)? listed = kind == "List" || list.Text("apiVersion") is not { } version ? null : (version, kind[..^"List".Length]);
        foreach (var item in sequence.Items)
        {
            ReadDocument(item, listed);
        }
    }

    private void ReadObject(SourceNode.Mapping root, (string ApiVersion, string Kind)? listed)
    {
        if (root.Size > _options.Limits.MaxObjectBytes)
        {
            _faults.Add(new Fault(FaultKind.Limit, root.Position, $"the object has about {Megabytes(root.Size)}; an API server takes no more than {Megabytes(_options.Limits.MaxObjectBytes)}"));
            return;
        }

        var header = ObjectHeader.Read(root, _kinds, listed);
        _faults.AddRange(header.Faults);
        if (header.Known is not { } known)
        {
            return;
        }

        _faults.AddRange(StrictDecoder.CheckManifest(root, known.Type, header.Misspelled, Math.Max(1, _options.Limits.MaxFaults - _faults.Count)));
        var json = (JsonObject)root.ToJson(known.Type)!;
        json["apiVersion"] = known.ApiVersion;
        json["kind"] = known.Kind;
        _objects.Add(new ManifestObject(known, root, json));
    }

    /// <summary>The faults as the wanted validation sees them, in the order of the file.</summary>
    private ImmutableArray<Fault> Judged() =>
    [
        .. _faults
            .Where(fault => _options.Validation != FieldValidation.Ignore || !(fault.IsFieldValidation || fault.Kind == FaultKind.Surprise))
            .Select(fault => _options.Validation == FieldValidation.Warn && (fault.IsFieldValidation || fault.Kind == FaultKind.DuplicateObject)
                ? fault with { Severity = FaultSeverity.Warning }
                : fault)
            .OrderBy(fault => fault.Position.Offset),
    ];

    private static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";
}
