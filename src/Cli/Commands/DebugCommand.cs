using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods debug</c>: an ephemeral container beside those of a pod, as kubectl adds it.</summary>
internal static class DebugCommand
{
    /// <summary>What generated names are made of, as an API server makes them.</summary>
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static Command Definition { get; } = new("debug", "Add a debugging container to a running pod")
    {
        Usage = "debug (POD | TYPE/NAME) --image=IMAGE [--target=CONTAINER] [flags] [-- COMMAND [args...]]",
        Description = """
            Add an ephemeral container to a running pod, to look into it with tools that its own images lack. It shares the pod's network,
             and with --target the processes of one of its containers. It is never restarted and cannot be removed; it ends with the pod.
            """,
        Examples = """
              # A shell beside the containers of a pod
              localpods debug -it web --image=busybox:1.32.0

              # See the processes and, by /proc/1/root, the files of one of its containers
              localpods debug -it web --image=busybox:1.32.0 --target=app -- sh
            """,
        Flags =
        [
            Flag.Switch("arguments-only", "Pass what stands after -- as arguments of the image's own program"),
            Flag.Switch("attach", "Wait for the container and attach to it; on with -i if not given"),
            Flag.Text("container", "Name of the new container; made up if not given", 'c'),
            Flag.Texts("env", "Environment variables of the container, NAME=VALUE"),
            Flag.Text("image", "Image of the container"),
            Flag.Text("image-pull-policy", "Always, IfNotPresent or Never; by the image's tag if not given") with
            {
                Values = [PullPolicies.Always, PullPolicies.IfNotPresent, PullPolicies.Never],
            },
            Flag.Text("profile", "What the container may do: general, legacy, baseline, restricted, netadmin or sysadmin", otherwise: "general") with
            {
                Values = ["general", "legacy", "baseline", "restricted", "netadmin", "sysadmin"],
            },
            Flag.Switch("quiet", "Print only what the container prints", 'q'),
            Flag.Switch("stdin", "Keep stdin open and pass it to the container", 'i'),
            Flag.Text("target", "The container whose processes the new one is to see"),
            Flag.Switch("tty", "Give the container a terminal; together with -i", 't'),
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var words = invocation.Arguments;
        var before = invocation.Dash < 0 ? words.Count : invocation.Dash;
        if (before == 0)
        {
            throw CommandException.Error("NAME or TYPE/NAME is required for debug");
        }

        if (before > 1)
        {
            throw new UsageException($"only one pod can be debugged at a time; there is \"{words[1]}\" as well (the command goes after --)") { Understood = true };
        }

        if (flags.Text("image").Length == 0)
        {
            throw CommandException.Error("--image is required: the image of the debugging container, such as --image=busybox:1.32.0");
        }

        if (flags.On("tty") && !flags.On("stdin"))
        {
            throw CommandException.Error("-i/--stdin is required for containers with -t/--tty=true");
        }

        var pod = PodTarget.Find(invocation.Api, invocation.Namespace, words[0]);
        var container = Container(invocation, pod, [.. words.Skip(before)]);
        var metadata = pod.Field("metadata");
        var (ns, podName) = (metadata.Text("namespace"), metadata.Text("name"));
        Add(invocation, ns, podName, container);
        return (flags.Given("attach") ? flags.On("attach") : flags.On("stdin"))
            ? new DebugSession(invocation, ns, podName, container["name"]!.ToString()).Run()
            : ExitCode.Success;
    }

    private static JsonObject Container(Invocation invocation, JsonElement pod, string[] command)
    {
        var flags = invocation.Flags;
        var quiet = flags.On("quiet");
        if (flags.Text("target") is { Length: > 0 } target && !quiet)
        {
            invocation.Error.WriteLine(
                $"Targeting container \"{target}\". If you don't see processes from this container it may be because the container runtime doesn't support this feature.");
        }

        var (name, taken) = (flags.Text("container"), PodContainers.Of(pod).All);
        if (taken.Contains(name))
        {
            throw CommandException.Error($"pod {pod.Field("metadata").Text("name")} has a container {name} already; give the new one another name");
        }

        if (name.Length == 0)
        {
            name = NewName(taken);
            if (!quiet)
            {
                invocation.Error.WriteLine($"Defaulting debug container name to {name}.");
            }
        }

        var container = new JsonObject { ["name"] = name, ["image"] = flags.Text("image") };
        if (command.Length > 0)
        {
            container[flags.On("arguments-only") ? "args" : "command"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]);
        }

        if (flags.Texts("env") is { Count: > 0 } variables)
        {
            container["env"] = new JsonArray([.. variables.Select(Variable)]);
        }

        if (flags.Text("image-pull-policy") is { Length: > 0 } policy)
        {
            container["imagePullPolicy"] = policy;
        }

        if (flags.On("stdin"))
        {
            container["stdin"] = true;
            if (!flags.On("tty"))
            {
                container["stdinOnce"] = true; // what is piped in has an end that the program is to see
            }
        }

        if (flags.On("tty"))
        {
            container["tty"] = true;
        }

        container["terminationMessagePolicy"] = TerminationMessagePolicies.File;
        if (flags.Text("target") is { Length: > 0 } looksInto)
        {
            container["targetContainerName"] = looksInto;
        }

        if (DebugProfile.SecurityContext(flags.Text("profile")) is { } security)
        {
            container["securityContext"] = security;
        }

        return container;
    }

    private static JsonObject Variable(string assignment) => assignment.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? new JsonObject { ["name"] = assignment[..at], ["value"] = assignment[(at + 1)..] }
        : throw CommandException.Error($"--env takes NAME=VALUE, not \"{assignment}\"");

    private static string NewName(IReadOnlyList<string> taken)
    {
        var random = new Random();
        while (true)
        {
            var name = "debugger-" + string.Concat(Enumerable.Range(0, 5).Select(_ => NameAlphabet[random.Next(NameAlphabet.Length)]));
            if (!taken.Contains(name))
            {
                return name;
            }
        }
    }

    private static void Add(Invocation invocation, string ns, string pod, JsonObject container)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["ephemeralContainers"] = new JsonArray(container.DeepClone()) } };
        invocation.Api.Send(new ApiRequest("PATCH", $"{ResourceCatalog.Pods.Item(ns, pod)}/ephemeralcontainers")
        {
            Body = JsonBytes.Of(patch),
            ContentType = "application/strategic-merge-patch+json",
        });
    }
}
