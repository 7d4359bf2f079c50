namespace LocalPods.Compatibility;

/// <summary>The kubectl programs of this machine: the one on PATH, and those that stand beside it with a version in their names.</summary>
public static class Kubectl
{
    /// <summary>Stands for no kubectl at all, so that a theory has a row to skip.</summary>
    private const string None = "none";

    /// <summary>Rows for theories: a name and a path each.</summary>
    public static TheoryData<string> Versions { get; } = [.. Find().Keys.Order(StringComparer.Ordinal).DefaultIfEmpty(None)];

    /// <summary>The newest of them.</summary>
    public static string Newest { get; } = Find().Keys.Max(StringComparer.Ordinal) ?? None;

    /// <summary>The oldest of them.</summary>
    public static string Oldest { get; } = Find().Keys.Min(StringComparer.Ordinal) ?? None;

    /// <summary>Skips a test where there is no kubectl, unless all tests must run.</summary>
    public static void Require(string version) => Skip.If(version == None, "no kubectl on PATH");

    /// <summary>Whether a version is at least this one, by its minor number.</summary>
    public static bool IsAtLeast(string version, int minor) => int.Parse(version.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture) >= minor;

    /// <summary>Path of the program.</summary>
    public static string PathOf(string version) => Find()[version];

    private static Dictionary<string, string> Find()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Directory.Exists))
        {
            var program = Path.Combine(folder, "kubectl");
            if (!File.Exists(program))
            {
                continue;
            }

            var real = new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program;
            foreach (var beside in Directory.GetFiles(Path.GetDirectoryName(real)!, "kubectl.1.*"))
            {
                found.TryAdd(Path.GetFileName(beside)["kubectl.".Length..], beside);
            }

            if (found.Count == 0)
            {
                found.Add(VersionOf(program), program);
            }
        }

        return found;
    }

    private static string VersionOf(string program)
    {
        var told = Command.RunAsync(program, ["version", "--client", "-o", "json"]).GetAwaiter().GetResult().Output;
        var client = System.Text.Json.Nodes.JsonNode.Parse(told)!["clientVersion"]!;
        return $"{client["major"]}.{client["minor"]!.GetValue<string>().TrimEnd('+')}";
    }
}
