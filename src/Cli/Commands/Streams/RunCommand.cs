using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Images;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary><c>localpods run</c>.</summary>
internal static class RunCommand
{
    private static readonly string[] s_policies = ["Always", "OnFailure", "Never"];

    public static Command Definition { get; } = new("run", "Run a particular image on the cluster")
    {
        Usage = "run NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]",
        Description = "Create and run a particular image in a pod. With -i or --attach it stays until the container ends, and returns what it returned.",
        Examples = """
              # A web server
              localpods run web --image=nginx:1.27 --port=80

              # A shell that is gone when it ends
              localpods run -it --rm shell --image=busybox:1.32.0 --restart=Never

              # Only show the pod
              localpods run web --image=nginx:1.27 --dry-run=client -o yaml
            """,
        Flags =
        [
            Flag.Texts("annotations", "Annotations of the pod, KEY=VALUE"),
            Flag.Switch("attach", "Wait for the pod and attach to it; on with -i if not given"),
            Flag.Switch("command", "What stands after -- is the command, not the arguments of the image's own"),
            FileFlags.DryRun,
            Flag.Texts("env", "Environment variables of the container, NAME=VALUE"),
            Flag.Text("image", "The image of the container"),
            Flag.Text("image-pull-policy", "Always, IfNotPresent or Never; by the image's tag if not given") with { Values = ["Always", "IfNotPresent", "Never"] },
            Flag.Text("labels", "Labels of the pod, KEY=VALUE with commas between; run=NAME if not given", 'l'),
            ChangePrinter.Output,
            Flag.Text("overrides", "JSON that is merged over the pod"),
            Flag.Duration("pod-running-timeout", "How long to wait until the pod runs") with { Default = "1m0s" },
            Flag.Text("port", "The port that the container exposes"),
            Flag.Switch("privileged", "Run the container in privileged mode"),
            Flag.Switch("quiet", "Print only what the container prints", 'q'),
            Flag.Text("restart", "The restart policy of the pod: Always, OnFailure, Never", otherwise: "Always") with { Values = s_policies },
            Flag.Switch("rm", "Delete the pod when the command ends; for attached ones"),
            Flag.Switch("stdin", "Keep stdin open and pass it to the container", 'i'),
            Flag.Switch("tty", "Give the container a terminal; together with -i", 't'),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var dryRun = DryRuns.Read(flags);
        var before = invocation.Dash < 0 ? invocation.Arguments.Count : invocation.Dash;
        Refuse(before == 0, "NAME is required for run");
        Refuse(flags.Text("image").Length == 0, "--image is required");
        Refuse(!ImageReference.TryParse(flags.Text("image"), out _, out _), $"Invalid image name \"{flags.Text("image")}\": invalid reference format");
        Refuse(flags.On("tty") && !flags.On("stdin"), "-i/--stdin is required for containers with -t/--tty=true");
        Refuse(!s_policies.Contains(flags.Text("restart")), $"invalid restart policy: {flags.Text("restart")}");
        var attach = flags.Given("attach") ? flags.On("attach") : flags.On("stdin");
        Refuse(flags.On("rm") && !attach, "--rm should only be used for attached containers");
        Refuse(attach && dryRun != DryRun.None, "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");

        var pod = Pod(invocation, invocation.Arguments[0], [.. invocation.Arguments.Skip(1)]);
        if (dryRun != DryRun.Client || flags.Given("namespace"))
        {
            pod["metadata"]!["namespace"] = invocation.Namespace;
        }

        var target = UrlText.WithQuery(ResourceCatalog.Pods.Collection(invocation.Namespace), ("dryRun", dryRun.Parameter()), ("fieldManager", "kubectl-run"));
        var now = dryRun == DryRun.Client ? pod : invocation.Api.SendObject("POST", target, pod);
        if (attach)
        {
            return new RunSession(invocation, now["metadata"]!["name"]!.ToString()).Run();
        }

        new ChangePrinter(invocation, dryRun).Print($"pod/{now["metadata"]?["name"]}", "created", now);
        return ExitCode.Success;
    }

    private static JsonObject Pod(Invocation invocation, string name, string[] words)
    {
        var flags = invocation.Flags;
        var container = new JsonObject { ["image"] = flags.Text("image"), ["name"] = name, ["resources"] = new JsonObject() };
        Add(container, flags.On("command") ? "command" : "args", words.Select(w => (JsonNode)JsonValue.Create(w)));
        Add(container, "env", flags.Texts("env").Select(Variable));
        if (flags.Text("port") is { Length: > 0 } port)
        {
            container["ports"] = new JsonArray(new JsonObject
            {
                ["containerPort"] = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number : throw CommandException.Error($"strconv.ParseInt: parsing \"{port}\": invalid syntax"),
            });
        }

        if (flags.Text("image-pull-policy") is { Length: > 0 } policy)
        {
            container["imagePullPolicy"] = policy;
        }

        if (flags.On("privileged"))
        {
            container["securityContext"] = new JsonObject { ["privileged"] = true };
        }

        if (flags.On("stdin"))
        {
            container["stdin"] = true;
            container["stdinOnce"] = true;
        }

        if (flags.On("tty"))
        {
            container["tty"] = true;
        }

        var metadata = new JsonObject { ["labels"] = Map(flags.Text("labels") is { Length: > 0 } labels ? labels.Split(',') : [$"run={name}"]), ["name"] = name };
        if (flags.Texts("annotations") is { Count: > 0 } annotations)
        {
            metadata["annotations"] = Map(annotations);
        }

        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(container), ["dnsPolicy"] = "ClusterFirst", ["restartPolicy"] = flags.Text("restart") },
            ["status"] = new JsonObject(),
        };
        return flags.Text("overrides") is { Length: > 0 } overrides ? Patching.Overridden(pod, overrides) : pod;
    }

    private static void Add(JsonObject to, string name, IEnumerable<JsonNode> items)
    {
        if (items.ToArray() is { Length: > 0 } all)
        {
            to[name] = new JsonArray(all);
        }
    }

    private static JsonObject Variable(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new JsonObject { ["name"] = text[..at], ["value"] = text[(at + 1)..] }
        : throw CommandException.Error($"invalid env: {text}");

    private static JsonObject Map(IEnumerable<string> pairs)
    {
        var map = new JsonObject();
        foreach (var pair in pairs)
        {
            map[pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? pair[..at] : throw CommandException.Error($"unexpected label spec: {pair}")] = pair[(at + 1)..];
        }

        return map;
    }

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw CommandException.Error(message);
        }
    }
}
