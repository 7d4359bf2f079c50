using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Coverage;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods coverage</c>: what becomes of each field of a manifest. Asks no server.</summary>
internal static class CoverageCommand
{
    private const string PodKind = "Pod";

    public static Command Definition { get; } = new("coverage", "Show which fields of a manifest are honoured")
    {
        Usage = "coverage -f FILENAME [-o json|yaml] [flags]",
        Description = """
            Show what becomes of each field that the pods of a manifest set, with the place where it is written:

             honoured    it does what Kubernetes has it do
             emulated    it does nearly that, by other means
             no effect   it is kept and shown and changes nothing
             refused     the API or the container that waits for it says no

             Nothing is sent anywhere. The last line counts. docs/coverage.md has all fields that there are.
            """,
        Examples = """
              # Each field of a manifest
              localpods coverage -f web.yml

              # Those that do not do what Kubernetes has them do
              localpods coverage -f web.yml -o json | jq '.fields[] | select(.coverage != "honoured")'
            """,
        Flags = [.. FileFlags.All, Flag.Text("output", "Output format: json or yaml", 'o') with { Values = ["json", "yaml"] }],
        OnThisMachine = true,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        FileFlags.RequireOnly(invocation);
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        var manifests = ManifestFiles.Read(invocation.Flags.Texts("filename"), invocation.Flags.On("recursive"), invocation.Environment.OpenInput)
            .Select(f => ManifestReader.Read(f.Name, f.Bytes))
            .ToList();
        RefuseUnreadable(invocation, [.. manifests.SelectMany(m => m.Faults)]);
        var places = manifests.SelectMany(m => m.Objects.Where(o => o.Kind == PodKind).SelectMany(o => Places(m, o))).ToList();
        var others = manifests.SelectMany(m => m.Objects).Where(o => o.Kind != PodKind).Select(o => $"{o.Kind.ToLowerInvariant()}/{o.Name}").ToList();
        invocation.Out.Write(format is ObjectFormat.Table ? Table(places, others) : format.Print(JsonElement.Parse(JsonBytes.Of(Document(places, others)))));
        return ExitCode.Success;
    }

    // An unknown field is one of the lines; what is wrong beside that is told as apply tells it.
    private static void RefuseUnreadable(Invocation invocation, List<Fault> faults)
    {
        invocation.Error.Write(FaultPrinter.Print(
            faults.Where(f => f.Kind != FaultKind.UnknownField),
            (severity, words) => invocation.ErrorColours.Paint(severity == FaultSeverity.Error ? Tone.Bad : Tone.Caution, words)));
        if (faults.Exists(f => f is { Severity: FaultSeverity.Error, IsFieldValidation: false }))
        {
            throw new CommandException("");
        }
    }

    private static IEnumerable<Place> Places(Manifest manifest, ManifestObject pod)
    {
        foreach (var field in PodFields.SetBy(JsonElement.Parse(JsonBytes.Of(pod.Json))))
        {
            var position = pod.Locate(field.Path);
            var unknown = manifest.Faults.FirstOrDefault(f => f.Kind == FaultKind.UnknownField && f.Position.Offset == position.Offset);
            yield return new Place(
                position, $"pod/{pod.Name ?? pod.GenerateName}", field.Path, unknown is null ? field.Coverage : new FieldCoverage(CoverageKind.Refused, unknown.Message));
        }
    }

    private static string Table(List<Place> places, List<string> others)
    {
        var table = new ColumnWriter(minimum: 6, padding: 3);
        if (places.Count > 0)
        {
            table.Write("PLACE\tFIELD\tCOVERAGE\tNOTE\n");
        }

        foreach (var place in places)
        {
            table.Write($"{SafeText.Escape(place.Position.ToString())}\t{SafeText.Escape(place.Path)}\t{place.Coverage.Word}\t{SafeText.Escape(place.Coverage.Note)}\n");
        }

        var lines = table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd())
            .Concat(others.Select(o => $"{SafeText.Escape(o)}: coverage tells of the fields of pods"))
            .Append($"{places.Count} fields: {string.Join(", ", Counts(places).Select(c => $"{c.Count} {FieldCoverage.Words(c.Kind)}"))}");
        return string.Concat(lines.Select(l => l + "\n"));
    }

    private static JsonObject Document(List<Place> places, List<string> others) => new()
    {
        ["fields"] = new JsonArray([.. places.Select(p => (JsonNode)new JsonObject
        {
            ["file"] = p.Position.Source.Name,
            ["line"] = p.Position.Line,
            ["column"] = p.Position.Column,
            ["object"] = p.Object,
            ["field"] = p.Path,
            ["coverage"] = p.Coverage.Word,
            ["note"] = p.Coverage.Note,
        })]),
        ["others"] = new JsonArray([.. others.Select(o => (JsonNode)o)]),
        ["counts"] = new JsonObject(Counts(places).Select(c => KeyValuePair.Create(FieldCoverage.Words(c.Kind), (JsonNode?)c.Count))),
    };

    private static IEnumerable<(CoverageKind Kind, int Count)> Counts(List<Place> places) =>
        Enum.GetValues<CoverageKind>().Select(kind => (kind, places.Count(p => p.Coverage.Kind == kind)));

    /// <summary>One field, where it is written.</summary>
    private sealed record Place(SourcePosition Position, string Object, string Path, FieldCoverage Coverage);
}
