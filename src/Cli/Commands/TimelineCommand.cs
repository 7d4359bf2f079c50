using LocalPods.Api.History;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output;
using LocalPods.Cli.Timeline;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods timeline</c>.</summary>
internal static class TimelineCommand
{
    /// <summary>Where the output is no terminal, or the terminal does not say.</summary>
    private const int UsualWidth = 100;

    public static Command Definition { get; } = new("timeline", "Draw what a pod's containers did, and when")
    {
        Usage = "timeline POD [-o text|svg|json] [--since=DURATION] [flags]",
        Description = """
            Draw the life of a pod: for each container its pull, start, hooks, restarts, back-off waits, the time from TERM to KILL, and
            every attempt of its probes.

             It is drawn from what the daemon recorded while it happened. The record ends with the pod.
            """,
        Examples = """
              # Draw it in the terminal
              localpods timeline web

              # Only the last two minutes
              localpods timeline web --since=2m

              # As a picture for a browser
              localpods timeline web -o svg > web.svg
            """,
        Flags =
        [
            Flag.Text("output", "One of: (text, svg, json)", 'o', "text") with { Values = ["text", "svg", "json"] },
            Flag.Duration("since", "Only the last part, such as 90s or 10m; 0 means all"),
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments is not [var word])
        {
            throw new UsageException("expected 'timeline POD'") { Understood = true };
        }

        var format = invocation.Flags.Text("output");
        if (format is not ("text" or "svg" or "json"))
        {
            throw CommandException.Error($"unable to match a printer suitable for the output format \"{format}\", allowed formats are: json,svg,text");
        }

        var pod = PodTarget.Find(invocation.Api, invocation.Namespace, word);
        var (ns, name) = (pod.Field("metadata").Text("namespace"), pod.Field("metadata").Text("name"));
        var history = HistoryJson.ReadHistory(invocation.Api.Get($"/localpods/namespaces/{UrlText.Escape(ns)}/pods/{UrlText.Escape(name)}/history"));
        if (history.Entries.IsEmpty)
        {
            throw CommandException.Error($"nothing is recorded of pod \"{name}\" yet");
        }

        var since = invocation.Flags.Duration("since");
        var ended = pod.Field("status").Text("phase") is "Succeeded" or "Failed";
        var timeline = PodTimeline.Of(history, ended, since > TimeSpan.Zero ? since : null);
        invocation.Out.Write(format switch
        {
            "svg" => new TimelineSvg(timeline).Draw(),
            "json" => JsonPrinter.Indented(TimelineJson.Of(timeline)),
            _ => new TimelineText(timeline, Width(invocation), invocation.OutColours).Draw(),
        });
        return ExitCode.Success;
    }

    private static int Width(Invocation invocation) => invocation.Environment.OutputScreen() is { Width: > 0 } screen ? screen.Width : UsualWidth;
}
