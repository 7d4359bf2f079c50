using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary>Joins this process's streams to a container's, as its spec and the flags <c>-i</c> and <c>-t</c> allow.</summary>
internal static class AttachedStreams
{
    /// <param name="invocation">With the flags.</param>
    /// <param name="pod">Of the container.</param>
    /// <param name="container">Its name.</param>
    /// <param name="isNew">It was made for this: if it has ended by now its log is printed.</param>
    /// <returns>What the container returned.</returns>
    public static int Run(Invocation invocation, JsonElement pod, string container, bool isNew)
    {
        var quiet = invocation.Flags.On("quiet");
        var metadata = pod.Field("metadata");
        var spec = pod.Field("spec");
        var one = spec.Field("containers").Items().Concat(spec.Field("initContainers").Items()).Concat(spec.Field("ephemeralContainers").Items())
            .FirstOrDefault(c => c.Text("name") == container);
        var stdin = invocation.Flags.On("stdin");
        var tty = invocation.Flags.On("tty");
        if (tty && !one.Field("tty").IsTrue())
        {
            tty = false;
            Tell($"error: Unable to use a TTY - container {container} did not allocate one");
        }
        else if (tty && !(stdin && invocation.Environment.IsInputTerminal()))
        {
            tty = false;
            Tell("Unable to use a TTY - input is not a terminal or the right kind of file");
        }
        else if (stdin && one.Field("tty").IsTrue() && invocation.Environment.IsInputTerminal())
        {
            tty = true;
        }

        if (stdin)
        {
            Tell("If you don't see a command prompt, try pressing enter.");
        }

        var (ns, name) = (metadata.Text("namespace"), metadata.Text("name"));
        return isNew
            ? ExecStreams.AttachToNew(invocation, new PodLog(ns, name, container), stdin, tty)
            : ExecStreams.Run(invocation, ExecRequest.Attach(ns, name, container) with { Stdin = stdin, Tty = tty });

        void Tell(string line)
        {
            if (!quiet)
            {
                invocation.Error.WriteLine(line);
            }
        }
    }
}
