using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace LocalPods.TestReport;

/// <summary>
/// Prints which statements of the specs the tests of a run showed: results (<c>*.trx</c>) joined with the tests' <c>spec</c> traits, which result
/// files do not hold; whether the README's table of kubectl's verbs is what the tests ran; and once more, where the end of a long log is read first,
/// the tests that failed. Its exit code is the number of statements that nothing showed, of the families that are complete, and of lines of that table
/// that are not there.
/// </summary>
internal static class Program
{
    private const int PerRow = 10;
    private const int LinesOfFailure = 25;

    private static readonly Family[] s_families =
    [
        new("PL", 70, "the pod lifecycle", Complete: true),
        new("API", 60, "the API", Complete: false),
        new("KC", 44, "kubectl's requests", Complete: false),
    ];

    /// <summary>Started by <c>scripts/test.sh</c>.</summary>
    /// <param name="args">The folder that holds the result files.</param>
    public static int Main(string[] args)
    {
        var files = Directory.GetFiles(args[0], "*.trx");
        var shown = files.SelectMany(PassedMethods).SelectMany(Traits).CountBy(id => id).ToDictionary();
        var missing = s_families.Sum(family => Print(family, shown)) + KubectlTable.Check(Path.Combine(args[0], "kubectl-verbs.txt"), "README.md");
        foreach (var file in files)
        {
            PrintFailures(file);
        }

        return missing;
    }

    // The number of missing statements that counts.
    private static int Print(Family family, Dictionary<string, int> shown)
    {
        var passed = family.Ids.Select(id => (Id: id, Tests: shown.GetValueOrDefault(id))).ToList();
        Console.WriteLine($"== Statements {passed[0].Id} to {passed[^1].Id} of {family.About}, each with the number of tests that passed");
        foreach (var row in passed.Chunk(PerRow))
        {
            Console.WriteLine(string.Join("  ", row.Select(p => $"{p.Id} {(p.Tests == 0 ? "-" : p.Tests.ToString(CultureInfo.InvariantCulture)),3}")));
        }

        var missing = passed.Where(p => p.Tests == 0).Select(p => p.Id).ToList();
        Console.WriteLine(missing.Count == 0 ? "Every statement has a test that passed."
            : $"Without a test that passed{(family.Complete ? "" : " (which fails nothing yet)")}: {string.Join(' ', missing)}");
        return family.Complete ? missing.Count : 0;
    }

    private static void PrintFailures(string file)
    {
        var run = XDocument.Load(file).Root!;
        var names = run.Name.Namespace;
        foreach (var result in run.Descendants(names + "UnitTestResult").Where(r => r.Attribute("outcome")?.Value == "Failed"))
        {
            var message = result.Descendants(names + "Message").FirstOrDefault()?.Value ?? "";
            Console.WriteLine($"== Failed in {Path.GetFileNameWithoutExtension(file)}: {result.Attribute("testName")?.Value}");
            Console.WriteLine(string.Join('\n', message.Split('\n').Take(LinesOfFailure)));
        }
    }

    /// <summary>The statements of one spec.</summary>
    /// <param name="Prefix">Of their ids.</param>
    /// <param name="Count">They are numbered from 1.</param>
    /// <param name="About">What they are about.</param>
    /// <param name="Complete">Whether a missing one fails the run.</param>
    private sealed record Family(string Prefix, int Count, string About, bool Complete)
    {
        public IEnumerable<string> Ids => Enumerable.Range(1, Count).Select(n => $"{Prefix}-{n.ToString("00", CultureInfo.InvariantCulture)}");
    }

    // Every row of a table test counts.
    private static IEnumerable<(string Assembly, string Type, string Method)> PassedMethods(string file)
    {
        var run = XDocument.Load(file).Root!;
        var names = run.Name.Namespace;
        var methods = run.Descendants(names + "UnitTest")
            .DistinctBy(t => t.Attribute("id")!.Value)
            .ToDictionary(t => t.Attribute("id")!.Value, t => t.Element(names + "TestMethod")!);
        return run.Descendants(names + "UnitTestResult")
            .Where(r => r.Attribute("outcome")?.Value == "Passed")
            .Select(r => methods[r.Attribute("testId")!.Value])
            .Select(m => (m.Attribute("codeBase")!.Value, m.Attribute("className")!.Value, m.Attribute("name")!.Value));
    }

    private static IEnumerable<string> Traits((string Assembly, string Type, string Method) test)
    {
        var type = Load(test.Assembly).GetType(test.Type, throwOnError: true)!;
        var name = test.Method.Split('(')[0];
        return type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Where(m => m.Name == name)
            .Cast<MemberInfo>().Append(type)
            .SelectMany(m => m.GetCustomAttributesData())
            .Where(a => a.AttributeType.Name == "TraitAttribute" && a.ConstructorArguments is [{ Value: "spec" }, _])
            .Select(a => (string)a.ConstructorArguments[1].Value!)
            .Distinct(StringComparer.Ordinal);
    }

    // What a test assembly needs lies beside it, or belongs to the runtime.
    private static Assembly Load(string path)
    {
        if (AssemblyLoadContext.All.FirstOrDefault(c => c.Name == path) is { } loaded)
        {
            return loaded.LoadFromAssemblyPath(path);
        }

        var context = new AssemblyLoadContext(path);
        var resolver = new AssemblyDependencyResolver(path);
        context.Resolving += (_, name) => resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        return context.LoadFromAssemblyPath(path);
    }
}
