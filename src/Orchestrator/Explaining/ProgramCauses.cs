using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why the program of a container is not found. Pure.</summary>
internal static class ProgramCauses
{
    /// <summary>Where a name without a path is looked for, unless container or image set PATH.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Marks a line for a shell.</summary>
    private const string ShellSigns = "&|;<>$*?`'\"()";

    /// <summary>Explains.</summary>
    /// <param name="place">The container.</param>
    /// <param name="program">As the engine was asked to run it.</param>
    /// <param name="message">The engine's words.</param>
    /// <param name="field">The field that names the program.</param>
    public static Finding NotFound(ContainerPlace place, string program, string message, string field)
    {
        var container = place.Container;
        if (program.Any(char.IsWhiteSpace))
        {
            return new Finding(
                CauseCode.CommandNotFound,
                $"write each word by itself: {field}: [{string.Join(", ", Apart(program).Select(GoText.Quote))}]",
                new Link($"the whole of \"{program}\" is taken for the name of a program", message)).At(place, field);
        }

        if (Hiding(container, program) is { } mount)
        {
            return new Finding(
                CauseCode.CommandNotFound,
                $"mount the volume at another path, or let it have {program}",
                new Link($"there is no program \"{program}\": volume \"{mount.Name}\" at {mount.MountPath} hides what image {container.Image} has there", message))
                .At(place, $"volumeMounts[{container.VolumeMounts.IndexOf(mount)}].mountPath");
        }

        return container.Command.IsEmpty && container.Args.FirstOrDefault() == program
            ? new Finding(
                CauseCode.CommandNotFound,
                "set command to the program that takes these args, or begin args with it",
                new Link($"the image has no ENTRYPOINT, so the first argument \"{program}\" is taken for the program", message)).At(place, field)
            : new Finding(
                CauseCode.CommandNotFound,
                $"check the path, or use an image that has {(program.Length > 0 ? program : "it")}",
                new Link($"there is no program \"{program}\" in image {container.Image}", message)).At(place, field);
    }

    private static string[] Apart(string line) =>
        line.Any(c => ShellSigns.Contains(c, StringComparison.Ordinal)) ? ["sh", "-c", line] : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    // The mount over a folder in which the program is looked for.
    private static VolumeMount? Hiding(Container container, string program)
    {
        var path = container.Env.FirstOrDefault(e => e.Name == "PATH")?.Value ?? SearchPath;
        var places = program.Contains('/', StringComparison.Ordinal) ? [program] : path.Split(':').Select(f => $"{f}/{program}").ToArray();
        return container.VolumeMounts.FirstOrDefault(m => places.Any(p => p.StartsWith($"{m.MountPath.TrimEnd('/')}/", StringComparison.Ordinal)));
    }
}
