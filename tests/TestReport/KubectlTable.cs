namespace LocalPods.TestReport;

/// <summary>The README's table of the verbs of kubectl, made from what the tests noted as they ran them.</summary>
internal static class KubectlTable
{
    /// <summary>Compares the table with the README, where the same versions are at hand; prints it as it has to be when they differ.</summary>
    /// <param name="record">Lines of a verb and a version each; without the file nothing was run and nothing is compared.</param>
    /// <param name="readme">The README.</param>
    /// <returns>How many lines of the table are not in the README.</returns>
    public static int Check(string record, string readme)
    {
        if (!File.Exists(record))
        {
            return 0;
        }

        var there = File.ReadAllLines(readme).ToHashSet();
        var table = Lines(File.ReadAllLines(record)).ToList();
        if (!there.Contains(table[0]))
        {
            Console.WriteLine($"== The README's table of kubectl's verbs is not compared: it is about other versions than are here ({table[0].Trim('|', ' ')}).");
            return 0;
        }

        var missing = table.Where(l => !there.Contains(l)).ToList();
        Console.WriteLine(missing.Count == 0
            ? "== The README's table of kubectl's verbs is what the tests ran."
            : "== These lines of the table of kubectl's verbs are not in the README:\n" + string.Join('\n', missing));
        return missing.Count;
    }

    // A row for all verbs that worked with the same versions.
    private static IEnumerable<string> Lines(string[] record)
    {
        var noted = record.Select(l => l.Split('\t')).Select(p => (Verb: p[0], Version: p[1])).Distinct().ToList();
        var versions = noted.Select(n => n.Version).Distinct().Order(StringComparer.Ordinal).ToList();
        yield return $"| | {string.Join(" | ", versions)} |";
        var verbs = noted.GroupBy(n => n.Verb, n => n.Version).Select(g => (Verb: g.Key, Marks: string.Join(" | ", versions.Select(v => g.Contains(v) ? "✓" : "–"))));
        foreach (var row in verbs.GroupBy(v => v.Marks, v => v.Verb).OrderByDescending(g => g.Count()))
        {
            yield return $"| {string.Join(", ", row.Order(StringComparer.Ordinal).Select(v => $"`{v}`"))} | {row.Key} |";
        }
    }
}
