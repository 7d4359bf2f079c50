using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace LocalPods.SpecTable;

/// <summary>
/// Prints which statements of the pod lifecycle's spec the tests of a run showed: results (<c>*.trx</c>) joined with the
/// tests' <c>spec</c> traits, which result files do not hold. Its exit code is the number of statements nothing showed.
/// </summary>
internal static class Program
{
    private const int Statements = 70;
    private const int PerRow = 10;

    /// <summary>Started by <c>scripts/test.sh</c>.</summary>
    /// <param name="args">The folder that holds the result files.</param>
    public static int Main(string[] args)
    {
        var passed = Enumerable.Range(1, Statements).ToDictionary(n => $"PL-{n.ToString("00", CultureInfo.InvariantCulture)}", _ => 0);
        foreach (var id in Directory.EnumerateFiles(args[0], "*.trx").SelectMany(PassedMethods).SelectMany(Traits).Where(passed.ContainsKey))
        {
            passed[id]++;
        }

        Console.WriteLine($"== Statements PL-01 to PL-{Statements} of the pod lifecycle, each with the number of tests that passed");
        foreach (var row in passed.OrderBy(p => p.Key, StringComparer.Ordinal).Chunk(PerRow))
        {
            Console.WriteLine(string.Join("  ", row.Select(p => $"{p.Key} {(p.Value == 0 ? "-" : p.Value.ToString(CultureInfo.InvariantCulture)),3}")));
        }

        var missing = passed.Where(p => p.Value == 0).Select(p => p.Key).Order(StringComparer.Ordinal).ToArray();
        Console.WriteLine(missing.Length == 0 ? "Every statement has a test that passed." : $"Without a test that passed: {string.Join(' ', missing)}");
        return missing.Length;
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
