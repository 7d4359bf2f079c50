using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>The Pod Security Standard of namespaces that do not say which they enforce.</summary>
internal static class PodSecuritySetting
{
    public const string Privileged = "privileged";

    private const string Name = "pod-security";
    private const string Variable = "LOCALPODS_POD_SECURITY";

    private static readonly string[] s_levels = [Privileged, "baseline", "restricted"];

    public static Flag Definition { get; } = Flag.Text(
        Name, $"Refuse pods that break this Pod Security Standard, in namespaces without the label pod-security.kubernetes.io/enforce: privileged, baseline or restricted (${Variable})", otherwise: Privileged) with
    {
        Values = s_levels,
    };

    /// <summary>Reads the flag, or the variable where it was not given.</summary>
    /// <exception cref="CommandException">It is no standard.</exception>
    public static string Read(ParsedFlags flags, Func<string, string?> variable)
    {
        var (from, text) = !flags.Given(Name) && variable(Variable) is { Length: > 0 } set ? (Variable, set) : ($"--{Name}", flags.Text(Name));
        return s_levels.Contains(text) ? text : throw CommandException.Error($"invalid {from} \"{text}\": privileged, baseline or restricted");
    }
}
