using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods logs</c>.</summary>
internal static class LogsCommand
{
    private const string Expected = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

    public static Command Definition { get; } = new("logs", "Print the logs of a container in a pod")
    {
        Usage = "logs [-f] [-p] (POD | pod/POD) [-c CONTAINER] [flags]",
        Description = "Print the logs of a container in a pod. With more than one container the first is taken, unless -c or\n--all-containers says otherwise.",
        Examples = """
              # What the pod's only container wrote
              localpods logs web

              # What the instance before the last restart wrote
              localpods logs -p web

              # Follow one container, beginning with its last 20 lines
              localpods logs -f --tail=20 web -c app

              # All containers of all pods with a label, each line with its origin
              localpods logs -l app=web --all-containers --prefix
            """,
        Flags =
        [
            Flag.Switch("all-containers", "Print the logs of all containers of the pod"),
            Flag.Text("container", "Print the logs of this container", 'c'),
            Flag.Switch("follow", "Go on until the container ends", 'f'),
            Flag.Switch("ignore-errors", "Print errors of single logs and go on with the others"),
            Flag.Number("limit-bytes", "Most bytes of a log to print; 0 means no limit", 0),
            Flag.Number("max-log-requests", "Most logs to follow at once with a selector", 5),
            new("pod-running-timeout", FlagKind.Duration, "How long -f waits for a container to start") { Default = "20s" },
            Flag.Switch("prefix", "Begin each line with the pod and container it comes from"),
            Flag.Switch("previous", "Print the log of the instance before the last restart", 'p'),
            Flag.Text("selector", "Labels to filter pods on", 'l'),
            Flag.Duration("since", "Only lines newer than this, such as 5s, 2m or 3h"),
            Flag.Text("since-time", "Only lines after this time (RFC 3339)"),
            Flag.Number("tail", "Lines from the end of the log to begin with; -1 means all, 10 with a selector", -1),
            Flag.Switch("timestamps", "Begin each line with its time"),
        ],
        Completes = CompletedArguments.PodAndContainer,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var selector = flags.Text("selector");
        var words = invocation.Arguments;
        if (words.Count > 2 || (words.Count == 0 && selector.Length == 0))
        {
            throw new UsageException(Expected) { Understood = true };
        }

        Refuse(selector.Length > 0 && words.Count > 0, "only a selector (-l) or a POD name is allowed");
        Refuse(words.Count == 2 && flags.Given("container"), "only one of -c or an inline [CONTAINER] arg is allowed");
        Refuse(flags.On("all-containers") && (flags.Given("container") || words.Count == 2), "--all-containers=true should not be specified with container name");
        Refuse(flags.Given("since") && flags.Given("since-time"), "at most one of `sinceTime` or `sinceSeconds` may be specified");
        Refuse(flags.Given("limit-bytes") && flags.Number("limit-bytes") < 0, "--limit-bytes must be greater than 0");
        Refuse(flags.Number("tail") < -1, "--tail must be greater than or equal to -1");

        var container = words.Count == 2 ? words[1] : flags.Text("container");
        var logs = selector.Length > 0
            ? Selected(invocation, selector, container)
            : OfPod(invocation, FindPod(invocation, words[0]), container);
        var printer = new LogPrinter(invocation, LogOptions.Read(flags, selected: selector.Length > 0));
        return printer.Run(logs);
    }

    private static JsonElement FindPod(Invocation invocation, string word)
    {
        var name = word;
        if (word.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
        {
            var type = ResourceCatalog.Named(word[..slash], () => invocation.Api);
            name = type == ResourceCatalog.Pods ? word[(slash + 1)..] : throw CommandException.Error($"cannot get the logs from {type.PrintedName}: only pods have logs here");
        }

        try
        {
            return JsonElement.Parse(invocation.Api.Get(ResourceCatalog.Pods.Item(invocation.Namespace, name)));
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            throw CommandException.Error($"error from server (NotFound): {failure.Message} in namespace \"{invocation.Namespace}\"");
        }
    }

    private static List<PodLog> Selected(Invocation invocation, string selector, string container)
    {
        var list = JsonElement.Parse(invocation.Api.Get(UrlText.WithQuery(ResourceCatalog.Pods.Collection(invocation.Namespace), ("labelSelector", selector))));
        var logs = list.Field("items").Items().SelectMany(pod => OfPod(invocation, pod, container)).ToList();
        var most = invocation.Flags.Number("max-log-requests");
        Refuse(
            invocation.Flags.On("follow") && logs.Count > most,
            $"you are attempting to follow {logs.Count} log streams, but maximum allowed concurrency is {most}, use --max-log-requests to increase the limit");
        if (logs.Count == 0)
        {
            invocation.Error.WriteLine($"No resources found in {invocation.Namespace} namespace.");
        }

        return logs;
    }

    private static List<PodLog> OfPod(Invocation invocation, JsonElement pod, string container)
    {
        var (ns, name) = (pod.Field("metadata").Text("namespace"), pod.Field("metadata").Text("name"));
        var containers = PodContainers.Of(pod);
        if (invocation.Flags.On("all-containers"))
        {
            return [.. containers.All.Select(c => new PodLog(ns, name, c))];
        }

        if (container.Length > 0 && !containers.All.Contains(container))
        {
            throw CommandException.Error($"container {container} is not valid for pod {name} out of: {containers.Listing}");
        }

        return [new PodLog(ns, name, container.Length > 0 ? container : containers.Default(pod, invocation.Error))];
    }

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw CommandException.Error(message);
        }
    }
}
