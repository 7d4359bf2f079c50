using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods status</c>.</summary>
internal static class StatusCommand
{
    public static Command Definition { get; } = new("status", "Show the daemon, its engine and its pods")
    {
        Usage = "status [-o json|yaml] [flags]",
        Description = "Show the daemon of this instance: its process, where it serves the API and keeps its store, which engine it uses, whether pods\nhave control groups of their own, how many pods it keeps. With --no-start a daemon that does not run is reported, not started; the exit code is then 3.",
        Examples = """
              # Who serves here?
              localpods status

              # The same for programs
              localpods status -o json
            """,
        Flags = [Flag.Text("output", "Output format: json or yaml", 'o') with { Values = ["json", "yaml"] }],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        if (invocation.Flags.On("no-start") && invocation.RunningApi is null)
        {
            if (format is ObjectFormat.Table)
            {
                invocation.Out.Write($"The daemon of instance \"{invocation.Paths.Instance}\" does not run.\n");
            }
            else
            {
                var absent = new JsonObject { ["instance"] = invocation.Paths.Instance, ["running"] = false, ["socket"] = invocation.Paths.Socket };
                invocation.Out.Write(format.Print(JsonElement.Parse(JsonBytes.Of(absent))));
            }

            return ExitCode.NotRunning;
        }

        var status = JsonElement.Parse(invocation.Api.Get("/localpods/status"));
        invocation.Out.Write(format is ObjectFormat.Table ? Describe(status, invocation.Paths) : format.Print(status));
        return ExitCode.Success;
    }

    private static string Describe(JsonElement status, InstancePaths paths)
    {
        var engine = status.Field("engine");
        var engineText = engine.Text("name").Length > 0
            ? $"{engine.Text("name")} {engine.Text("version")} (API {engine.Text("apiVersion")})"
            : engine.Text("state");
        if (engine.Text("message") is { Length: > 0 } message)
        {
            engineText += ": " + message;
        }

        var https = status.Field("https");
        var uptime = ResourceAge.Format(TimeSpan.FromSeconds(status.Field("uptimeSeconds").Number() ?? 0));
        var table = new ColumnWriter(minimum: 0, padding: 2);
        table.Write($"Instance:\t{status.Text("instance")}\n");
        table.Write($"Daemon:\tpid {status.Text("pid")}, version {status.Text("version")}, up {uptime}\n");
        table.Write($"Engine:\t{engineText}\n");
        if (engine.Text("podCgroups") is { Length: > 0 } groups)
        {
            table.Write($"Cgroups:\t{groups}\n");
        }

        table.Write($"Pods:\t{status.Text("pods")}\n");
        table.Write($"API:\t{https.Text("server")}{https.Text("message")}\n");
        table.Write($"Socket:\t{status.Text("socket")}\n");
        table.Write($"Store:\t{status.Text("store")}\n");
        table.Write($"Log:\t{paths.Log}\n");
        return table.ToString();
    }
}
