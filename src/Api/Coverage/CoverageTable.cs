using System.Collections.Immutable;
using System.Diagnostics;

namespace LocalPods.Api.Coverage;

/// <summary>
/// What becomes of every field of a kind. The table is a text beside this file, which says how it is written; whoever tells of fields
/// asks here: the command, the warnings of the API, and the documents.
/// </summary>
public sealed class CoverageTable
{
    private const string Below = ".**";
    private const string Warned = "warned";

    private static readonly Lazy<CoverageTable> s_pod = new(() => Parse(Read("pod-fields.txt")));

    private readonly ILookup<string, CoverageEntry> _byPath;

    private CoverageTable(ImmutableArray<CoverageLine> lines)
    {
        Lines = lines;
        Entries = [.. lines.SelectMany(Entry)];
        _byPath = Entries.ToLookup(e => e.Path, StringComparer.Ordinal);
    }

    /// <summary>The table of pods.</summary>
    public static CoverageTable Pod => s_pod.Value;

    /// <summary>As they are written.</summary>
    public ImmutableArray<CoverageLine> Lines { get; }

    /// <summary>In the order of the text, alternatives written out.</summary>
    public ImmutableArray<CoverageEntry> Entries { get; }

    /// <summary>What becomes of a field; null when the table does not know it.</summary>
    /// <param name="path">Without indexes: <c>spec.containers[].image</c>.</param>
    /// <param name="value">The scalar that is set; null for anything else.</param>
    /// <param name="key">Of a map: the key that is set.</param>
    public FieldCoverage? Find(string path, string? value = null, string? key = null)
    {
        FieldCoverage? any = null;
        foreach (var entry in _byPath[path])
        {
            if (entry.Value is null ? entry.Key is not null && key is not null && Matches(entry.Key, key) : entry.Value == value)
            {
                return entry.Coverage;
            }

            any ??= entry is { Value: null, Key: null } ? entry.Coverage : null;
        }

        return any ?? OfParents(path);
    }

    /// <summary>What the table says of this very path, whatever is below or above it; null when it says nothing.</summary>
    public FieldCoverage? Exactly(string path) => _byPath[path].FirstOrDefault(e => e is { Value: null, Key: null })?.Coverage;

    /// <summary>Whether the keys of this map are told apart.</summary>
    public bool HasKeys(string path) => _byPath[path].Any(e => e.Key is not null);

    /// <summary>Reads a table.</summary>
    internal static CoverageTable Parse(string text)
    {
        var lines = ImmutableArray.CreateBuilder<CoverageLine>();
        var section = "";
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#')))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                section = line[1..^1];
                continue;
            }

            var parts = line.Split('|').Select(p => p.Trim()).ToArray();
            lines.Add(new CoverageLine(section, parts[0], Coverage(parts)));
        }

        return new CoverageTable(lines.ToImmutable());
    }

    private FieldCoverage? OfParents(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (_byPath[path[..end] + Below].FirstOrDefault() is { } entry)
            {
                return entry.Coverage;
            }
        }

        return null;
    }

    private static FieldCoverage Coverage(string[] parts) => new(
        parts[1] switch
        {
            "honoured" => CoverageKind.Honoured,
            "emulated" => CoverageKind.Emulated,
            "no effect" or Warned => CoverageKind.NoEffect,
            "refused" => CoverageKind.Refused,
            var other => throw new UnreachableException($"the table of fields has no such word: {other}"),
        },
        parts.ElementAtOrDefault(2) ?? "")
    {
        Test = parts.ElementAtOrDefault(3) ?? "",
        Warns = parts[1] == Warned,
    };

    private static IEnumerable<CoverageEntry> Entry(CoverageLine line) =>
        from field in line.Fields.Split(", ")
        from path in Alternatives(line.Section.Length == 0 ? field : $"{line.Section}.{field}")
        select Entry(path, line.Coverage);

    private static CoverageEntry Entry(string text, FieldCoverage coverage)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
        {
            return new CoverageEntry(text[..equals], coverage) { Value = text[(equals + 1)..] };
        }

        return text.EndsWith(']') && !text.EndsWith("[]", StringComparison.Ordinal) && text.LastIndexOf('[') is var open
            ? new CoverageEntry(text[..open], coverage) { Key = text[(open + 1)..^1] }
            : new CoverageEntry(text, coverage);
    }

    // Each of {a,b} written out; braces do not nest.
    private static IEnumerable<string> Alternatives(string text)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.IndexOf('}', StringComparison.Ordinal);
        return open < 0
            ? [text]
            : text[(open + 1)..close].Split(',').SelectMany(one => Alternatives(text[..open] + one + text[(close + 1)..]));
    }

    private static bool Matches(string pattern, string key) =>
        pattern.EndsWith('*') ? key.StartsWith(pattern[..^1], StringComparison.Ordinal) : key == pattern;

    private static string Read(string name)
    {
        using var stream = typeof(CoverageTable).Assembly.GetManifestResourceStream(name) ?? throw new UnreachableException($"{name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
