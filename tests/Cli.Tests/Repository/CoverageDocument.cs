using System.Globalization;
using System.Text;
using LocalPods.Api.Coverage;

namespace LocalPods.Cli.Tests.Repository;

/// <summary>Writes what the table of fields says for people: docs/coverage.md, and the sentence of the README.</summary>
internal static class CoverageDocument
{
    /// <summary>How many fields a pod has, and what becomes of how many. Those of its status are not counted: a manifest does not set them.</summary>
    public static string Sentence()
    {
        var fields = PodFields.All().Where(f => !f.StartsWith("status.", StringComparison.Ordinal)).Select(f => CoverageTable.Pod.Find(f)!.Kind).ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of the {fields.Length:N0} fields of a pod {Count(CoverageKind.Honoured)} are honoured, {Count(CoverageKind.Emulated)} emulated, {Count(CoverageKind.NoEffect)} without effect and {Count(CoverageKind.Refused)} refused");

        int Count(CoverageKind kind) => fields.Count(f => f == kind);
    }

    public static string Write()
    {
        var text = new StringBuilder(
            $"""
            # What becomes of each field of a pod

            {Sentence()}.

            `localpods coverage -f FILE` says it of the fields of a manifest, with their places. *Warned* fields have no effect, and the API warns whoever sets
            them. What is honoured or emulated is shown by the test in the last column. Written from `src/Api/Coverage/pod-fields.txt` by a test;
            `LOCALPODS_UPDATE_GOLDEN=1` writes it anew.

            """);
        var section = (string?)null;
        foreach (var line in CoverageTable.Pod.Lines)
        {
            if (line.Section != section)
            {
                section = line.Section;
                text.Append(CultureInfo.InvariantCulture, $"\n## {(section.Length == 0 ? "The pod" : $"`{section}`")}\n\n| Field | | How, why or with what | Test |\n|---|---|---|---|\n");
            }

            var fields = string.Join(", ", line.Fields.Split(", ").Select(f => $"`{f}`"));
            var test = line.Coverage.Test.Length == 0 ? "" : $"`{line.Coverage.Test}`";
            text.Append(CultureInfo.InvariantCulture, $"| {fields} | {(line.Coverage.Warns ? "warned" : line.Coverage.Word)} | {line.Coverage.Note} | {test} |\n");
        }

        return text.ToString();
    }
}
