using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Checking;

/// <summary>A program that a container, a probe or a hook runs in the container's image.</summary>
/// <param name="Field">Where it is named.</param>
/// <param name="Use">What runs it, for people: <c>liveness probe</c>.</param>
/// <param name="Code">The finding when it is not there.</param>
/// <param name="Program">As written.</param>
internal sealed record ProgramUse(string Field, string Use, CheckCode Code, string Program)
{
    /// <summary>All of a container; those that a variable names are left out.</summary>
    public static IEnumerable<ProgramUse> Of(Container container, string path)
    {
        (string Field, string Use, CheckCode Code, ImmutableArray<string> Command)[] all =
        [
            ("command", "container", CheckCode.CommandNotFound, container.Command),
            ("startupProbe.exec.command", "startup probe", CheckCode.ProbeCommandNotFound, container.StartupProbe?.Exec?.Command ?? []),
            ("livenessProbe.exec.command", "liveness probe", CheckCode.ProbeCommandNotFound, container.LivenessProbe?.Exec?.Command ?? []),
            ("readinessProbe.exec.command", "readiness probe", CheckCode.ProbeCommandNotFound, container.ReadinessProbe?.Exec?.Command ?? []),
            ("lifecycle.postStart.exec.command", "postStart hook", CheckCode.HookCommandNotFound, container.Lifecycle?.PostStart?.Exec?.Command ?? []),
            ("lifecycle.preStop.exec.command", "preStop hook", CheckCode.HookCommandNotFound, container.Lifecycle?.PreStop?.Exec?.Command ?? []),
        ];
        return all
            .Where(u => u.Command is [{ Length: > 0 } program, ..] && !program.Contains('$', StringComparison.Ordinal))
            .Select(u => new ProgramUse($"{path}.{u.Field}[0]", u.Use, u.Code, u.Command[0]));
    }

    /// <summary>The files of the image it may be, in the order they are tried; none when nobody can know: a volume hides one of them, or PATH is found out later.</summary>
    public ImmutableArray<string> Candidates(Container container, ImageStatus image)
    {
        var folder = !string.IsNullOrEmpty(container.WorkingDir) ? container.WorkingDir : image.WorkingDir.Length > 0 ? image.WorkingDir : "/";
        var search = container.Env.LastOrDefault(e => e.Name == "PATH") is { } path ? path.ValueFrom is null ? path.Value ?? "" : "$"
            : image.SearchPath.Length > 0 ? image.SearchPath : ProgramCauses.SearchPath;
        ImmutableArray<string> files = Program.Contains('/', StringComparison.Ordinal)
            ? [Absolute(folder, Program)]
            : [.. search.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Absolute(directory, Program)).Distinct()];
        return search.Contains('$', StringComparison.Ordinal) || files.Any(f => container.VolumeMounts.Any(m => f.StartsWith(m.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal) || f == m.MountPath)) ? [] : files;
    }

    private static string Absolute(string folder, string name) => Path.GetFullPath(Path.Combine("/", folder, name));
}
