using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary>
/// The rest of <c>run -i</c>: waits until the pod runs, joins this process's streams to its container, and returns what the container
/// returned. Of one that has ended by then the log is printed instead. With <c>--rm</c> the pod goes whatever happened.
/// </summary>
internal sealed class RunSession(Invocation invocation, string pod)
{
    private readonly string _ns = invocation.Namespace;

    public int Run()
    {
        try
        {
            return Attend();
        }
        finally
        {
            if (invocation.Flags.On("rm"))
            {
                Remove();
            }
        }
    }

    private int Attend()
    {
        var live = Until(invocation.Flags.Duration("pod-running-timeout"), p => p.Field("status").Text("phase") is "Running" or "Succeeded" or "Failed");
        var container = PodContainers.Of(live).Regular[0];
        if (live.Field("status").Text("phase") == "Running")
        {
            AttachedStreams.Run(invocation, live, container, isNew: true);
        }
        else
        {
            new LogPrinter(invocation, LogOptions.Plain).Run([new PodLog(_ns, pod, container)]);
        }

        if (invocation.Flags.Text("restart") == "Always")
        {
            return ExitCode.Success;
        }

        live = Until(TimeSpan.FromHours(168), p => p.Field("status").Text("phase") is "Succeeded" or "Failed");
        var ended = live.Field("status").Field("containerStatuses").Items().FirstOrDefault(c => c.Text("name") == container).Field("state").Field("terminated");
        if (live.Field("status").Text("phase") == "Succeeded")
        {
            return ExitCode.Success;
        }

        invocation.Error.WriteLine($"pod {_ns}/{pod} terminated ({ended.Text("reason")})");
        return (int)(ended.Field("exitCode").Number() ?? ExitCode.Failure);
    }

    private JsonElement Until(TimeSpan limit, Func<JsonElement, bool> there)
    {
        var found = new ObjectWatch(invocation, ResourceCatalog.Pods, _ns, pod, invocation.Environment.Clock.GetUtcNow() + limit).Until(live =>
            live is not { } now ? throw CommandException.Error($"pod {pod} was deleted before it ended") : there(now) ? new Found(now) : null);
        return found?.Pod ?? throw CommandException.Error("timed out waiting for the condition");
    }

    private void Remove()
    {
        var options = new DeleteOptions { GracePeriod = null, Propagation = "Background", DryRun = DryRun.None, IgnoreNotFound = true };
        new Deletion(invocation, options).Run([new DeleteTarget(ResourceCatalog.Pods, _ns, pod)]);
    }

    private sealed record Found(JsonElement Pod);
}
