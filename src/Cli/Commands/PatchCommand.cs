using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods patch</c>.</summary>
internal static class PatchCommand
{
    public static Command Definition { get; } = new("patch", "Update fields of a resource")
    {
        Usage = "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [flags]",
        Description = "Update fields of a resource with a patch, given as JSON or YAML: a strategic merge patch, a JSON merge patch or a JSON patch.",
        Examples = """
              # Another image for a container, which is found by its name
              localpods patch pod web -p '{"spec":{"containers":[{"name":"app","image":"nginx:1.27"}]}}'

              # Remove a label
              localpods patch pod web --type=merge -p '{"metadata":{"labels":{"tier":null}}}'

              # By place
              localpods patch pod web --type=json -p '[{"op":"replace","path":"/spec/containers/0/image","value":"nginx:1.27"}]'
            """,
        Flags =
        [
            .. FileFlags.All,
            FileFlags.DryRun,
            ChangePrinter.Output,
            Flag.Text("patch", "The patch", 'p'),
            Flag.Text("patch-file", "File with the patch"),
            Flag.Text("subresource", "The part of the object to patch, such as status, scale or resize") with { Values = ["status", "scale", "resize"] },
            Flag.Text("type", "The type of patch being provided; one of [json merge strategic]", otherwise: "strategic") with { Values = ["json", "merge", "strategic"] },
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var contentType = ContentType(invocation.Flags.Text("type"));
        var patch = Patch(invocation.Flags);
        var subresource = invocation.Flags.Text("subresource");
        var dryRun = DryRuns.Read(invocation.Flags);
        var printer = new ChangePrinter(invocation, DryRun.None); // kubectl notes a try of every command but of this one
        var targets = new TargetObjects(invocation, invocation.Arguments);

        // A try without the server's help is one with it: nothing is kept either way.
        var sent = dryRun == DryRun.None ? DryRun.None : DryRun.Server;
        var fine = targets.Visit(target =>
        {
            var path = subresource.Length > 0 ? $"{target.Path}/{UrlText.Escape(subresource)}" : target.Path;
            var before = subresource.Length > 0 ? invocation.Api.GetObject(path) : target.Live;
            var now = Patching.Send(invocation.Api, path, contentType, patch, "kubectl-patch", sent);
            printer.Print(target.PrintedName, JsonNode.DeepEquals(before, now) ? "patched (no change)" : "patched", now);
        });
        return targets.Count > 0 || !fine ? (fine ? ExitCode.Success : ExitCode.Failure) : throw CommandException.Error("no objects passed to patch");
    }

    private static string ContentType(string type) => type.ToLowerInvariant() switch
    {
        "strategic" or "" => Patching.Strategic,
        "merge" => Patching.Merge,
        "json" => Patching.Json,
        _ => throw CommandException.Error($"--type must be one of [json merge strategic], not \"{type}\""),
    };

    private static JsonNode Patch(ParsedFlags flags)
    {
        var (text, file) = (flags.Text("patch"), flags.Text("patch-file"));
        if (text.Length > 0 == file.Length > 0)
        {
            throw CommandException.Error(text.Length > 0
                ? "cannot specify --patch and --patch-file together"
                : "must specify --patch or --patch-file containing the contents of the patch");
        }

        if (file.Length > 0)
        {
            text = File.Exists(file) ? File.ReadAllText(file) : throw CommandException.Error($"unable to read patch file: open {file}: no such file or directory");
        }

        try
        {
            return JsonNode.Parse(text) ?? throw CommandException.Error($"unable to parse \"{text}\": it says nothing");
        }
        catch (JsonException)
        {
            return YamlText.Read(file.Length > 0 ? file : "--patch", Encoding.UTF8.GetBytes(text), fault => CommandException.Error($"unable to parse \"{text}\": {fault}"))
                ?? throw CommandException.Error($"unable to parse \"{text}\": it says nothing");
        }
    }
}
