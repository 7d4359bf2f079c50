using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LocalPods.Api.Coverage;

namespace LocalPods.Cli.Tests.Repository;

/// <summary>What is said of the fields of a pod is what the table says, and the tests that the table names exist.</summary>
public sealed class CoverageTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Every_test_that_the_table_names_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(f => TestsOf(File.ReadAllText(f)))
            .ToHashSet(StringComparer.Ordinal);
        CoverageTable.Pod.Entries.Select(e => e.Coverage.Test).Where(t => t.Length > 0).Distinct().Where(t => !tests.Contains(t)).ShouldBeEmpty();
    }

    [Fact]
    public void The_document_and_the_README_say_what_the_table_says()
    {
        var path = Path.Combine(Root, "docs", "coverage.md");
        if (Environment.GetEnvironmentVariable("LOCALPODS_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, CoverageDocument.Write());
        }

        File.ReadAllText(path).ShouldBe(CoverageDocument.Write());
        Regex.Replace(File.ReadAllText(Path.Combine(Root, "README.md")), @"\s+", " ").ShouldContain(CoverageDocument.Sentence());
    }

    // Class.Method of every fact and theory; of partial and nested classes by the class that stands before them.
    private static IEnumerable<string> TestsOf(string text)
    {
        var (owner, isTest) = ("", false);
        foreach (var line in text.Split('\n'))
        {
            isTest |= Regex.IsMatch(line, @"\[\w*(Fact|Theory)\b");
            if (Regex.Match(line, @"\bclass (\w+)") is { Success: true } type)
            {
                owner = type.Groups[1].Value;
            }
            else if (isTest && Regex.Match(line, @"^\s+public [\w<> ]+ (\w+)\(") is { Success: true } method)
            {
                isTest = false;
                yield return $"{owner}.{method.Groups[1].Value}";
            }
        }
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
