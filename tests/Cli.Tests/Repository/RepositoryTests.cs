using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LocalPods.Cli.Tests.Repository;

/// <summary>Rules of the house that no compiler checks.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Projects_depend_on_each_other_one_way()
    {
        OursReferencedBy("LocalPods.Api").ShouldBeEmpty();
        OursReferencedBy("LocalPods.Orchestrator").ShouldBeSubsetOf(["LocalPods.Api"]);
        OursReferencedBy("LocalPods.Runtime.Docker").ShouldBeSubsetOf(["LocalPods.Api", "LocalPods.Orchestrator"]);
    }

    [Fact]
    public void The_orchestrator_names_no_engine()
    {
        var names = Assembly.Load("LocalPods.Orchestrator").GetTypes()
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(m => $"{t.FullName}.{m.Name}"))
            .Where(n => n.Contains("docker", StringComparison.OrdinalIgnoreCase));
        names.ShouldBeEmpty();
    }

    [Fact]
    public void Client_verbs_know_only_the_object_model()
    {
        var offenders = Sources("src/Cli")
            .Where(f => !f.Path.Contains("/Daemon/", StringComparison.Ordinal))
            .Where(f => f.Text.Contains("LocalPods.Orchestrator", StringComparison.Ordinal) || f.Text.Contains("LocalPods.Runtime", StringComparison.Ordinal));
        offenders.Select(f => f.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Every_example_says_how_to_apply_it_stands_in_the_README_and_is_tried_by_a_test()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var tests = string.Concat(Sources("tests/Integration").Select(f => f.Text));
        var examples = Directory.GetFiles(Path.Combine(Root, "examples"), "*.yml");
        examples.ShouldNotBeEmpty();
        foreach (var path in examples)
        {
            var name = Path.GetFileName(path);
            string.Join('\n', File.ReadLines(path).TakeWhile(l => l.StartsWith('#'))).ShouldContain($"localpods apply -f examples/{name}");
            readme.ShouldContain($"`{name}`");
            tests.ShouldContain($"\"{name}\"");
        }
    }

    [Fact]
    public void Every_manifest_after_the_documentation_says_how_to_apply_it_and_what_is_seen_then()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Root, "examples", "docs"), "*.yml"))
        {
            var head = string.Join('\n', File.ReadLines(path).TakeWhile(l => l.StartsWith('#')));
            head.ShouldContain($"\n#   localpods apply -f examples/docs/{Path.GetFileName(path)}\n#   $ localpods ");
        }
    }

    [Fact]
    public void Console_and_logging_libraries_are_named_in_the_command_only()
    {
        var offenders = Sources("src")
            .Where(f => !f.Path.StartsWith("src/Cli/", StringComparison.Ordinal))
            .Where(f => Regex.IsMatch(f.Text, @"using (Serilog|Spectre\.Console|System\.CommandLine)"));
        offenders.Select(f => f.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_the_orchestrator_use_only_what_stands_before_them()
    {
        // Each folder with those that come later: none of its files may name them.
        string[] order = ["Runtime", "Store", "Events", "Probes", "Pods", "Explaining", "Resources", "Server"];
        var offenders =
            from file in Sources("src/Orchestrator")
            let folder = file.Path.Split('/')[2]
            let at = Array.IndexOf(order, folder)
            where at >= 0
            from later in order[(at + 1)..]
            where !IsExcepted(folder, later)
            where file.Text.Contains($"using LocalPods.Orchestrator.{later}", StringComparison.Ordinal)
            select $"{file.Path} uses {later}";
        offenders.ShouldBeEmpty();
    }

    // Event records and probe verdicts are facts about pods, whose records live in Pods.
    private static bool IsExcepted(string folder, string later) => later == "Pods" && folder is "Events" or "Probes";

    [Fact]
    public void Log_event_ids_are_unique()
    {
        var ids = Sources("src")
            .SelectMany(f => EventId().Matches(f.Text).Select(m => (Id: m.Groups[1].Value, f.Path)))
            .GroupBy(e => e.Id)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Path))}");
        ids.ShouldBeEmpty();
    }

    [Fact]
    public void No_source_file_is_unfinished()
    {
        var offenders = Sources("src").Where(f => Regex.IsMatch(f.Text, "TODO|FIXME|HACK|NotImplementedException"));
        offenders.Select(f => f.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Tests_neither_sleep_nor_are_switched_off()
    {
        var offenders = Sources("tests").Where(f => Regex.IsMatch(f.Text, "Thread\\." + "Sleep|Skip *" + "= *\""));
        offenders.Select(f => f.Path).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId *= *)?(\d+)")]
    private static partial Regex EventId();

    private static string[] OursReferencedBy(string assembly) =>
        [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("LocalPods", StringComparison.Ordinal)).Order()];

    private static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(Path.Combine(Root, f))));

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
