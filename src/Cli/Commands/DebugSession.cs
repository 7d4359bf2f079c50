using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>
/// The rest of <c>debug -i</c>: waits until the new container runs and joins this process's streams to it. Of one that has
/// ended by then the log is printed instead.
/// </summary>
internal sealed class DebugSession(Invocation invocation, string ns, string pod, string container)
{
    private readonly bool _quiet = invocation.Flags.On("quiet");
    private string _told = "";

    public int Run()
    {
        while (true)
        {
            var (state, version) = Look();
            switch (state)
            {
                case State.Running:
                    return Attach();
                case State.Ended:
                    return new LogPrinter(invocation, LogOptions.Plain).Run([new PodLog(ns, pod, container)]);
                default:
                    Wait(version);
                    break;
            }
        }
    }

    private int Attach()
    {
        var stdin = invocation.Flags.On("stdin");
        var tty = stdin && invocation.Flags.On("tty") && HasTerminal();
        if (stdin && !_quiet)
        {
            invocation.Error.WriteLine(
                "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.");
            invocation.Error.WriteLine("If you don't see a command prompt, try pressing enter.");
        }

        var code = ExecStreams.AttachToNew(invocation, new PodLog(ns, pod, container), stdin, tty);
        if (tty && !_quiet)
        {
            invocation.Out.WriteLine(
                $"Session ended; the ephemeral container is not restarted. What it printed: localpods logs {pod} -c {container} -n {ns}");
        }

        return code;
    }

    private bool HasTerminal()
    {
        var has = invocation.Environment.IsInputTerminal();
        if (!has && !_quiet)
        {
            invocation.Error.WriteLine("Unable to use a TTY - input is not a terminal or the right kind of file");
        }

        return has;
    }

    private (State State, string Version) Look()
    {
        var live = JsonElement.Parse(invocation.Api.Get(ResourceCatalog.Pods.Item(ns, pod)));
        return (StateIn(live), live.Field("metadata").Text("resourceVersion"));
    }

    // Until its state changes, or the watch ends, whose end is as good a reason to look again.
    private void Wait(string version)
    {
        var path = UrlText.WithQuery(
            ResourceCatalog.Pods.Collection(ns), ("fieldSelector", $"metadata.name={pod}"), ("resourceVersion", version), ("watch", "true"));
        try
        {
            using var stream = invocation.Api.Open(new ApiRequest("GET", path));
            foreach (var change in WatchStream.Read(stream.Body))
            {
                if (change.Type == "DELETED")
                {
                    throw CommandException.Error($"pod {pod} was deleted before container {container} ran");
                }

                if (change.Type != "BOOKMARK" && StateIn(change.Object) != State.Waiting)
                {
                    return;
                }
            }
        }
        catch (ApiFailure failure) when (failure.Code == 410)
        {
            // The history back to that version is not kept any more.
        }
    }

    private State StateIn(JsonElement live)
    {
        var state = live.Field("status").Field("ephemeralContainerStatuses").Items()
            .FirstOrDefault(s => s.Text("name") == container).Field("state");
        if (state.Field("running").Exists())
        {
            return State.Running;
        }

        if (state.Field("terminated").Exists())
        {
            return State.Ended;
        }

        if (live.Field("status").Text("phase") is "Succeeded" or "Failed")
        {
            throw CommandException.Error($"pod {pod} ended before container {container} ran");
        }

        var why = state.Field("waiting").Text("message");
        if (why.Length > 0 && why != _told)
        {
            invocation.Error.WriteLine($"Warning: container {container}: {why}");
            _told = why;
        }

        return State.Waiting;
    }

    private enum State
    {
        Waiting,
        Running,
        Ended,
    }
}
