using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods version</c>.</summary>
internal static class VersionCommand
{
    public static Command Definition { get; } = new("version", "Print the versions of the command and of the daemon")
    {
        Usage = "version [--client] [-o json|yaml] [flags]",
        Examples = """
              # Versions of the command and of the daemon
              localpods version

              # Only of the command; no daemon is asked or started
              localpods version --client
            """,
        Flags = [Flag.Switch("client", "Print the version of the command only"), Flag.Text("output", "One of 'yaml' or 'json'", 'o') with { Values = ["json", "yaml"] }],
        Run = Run,
    };

    /// <summary>Of this build, as released.</summary>
    public static string Own { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private static int Run(Invocation invocation)
    {
        var versions = new JsonObject { ["clientVersion"] = new JsonObject { ["gitVersion"] = "v" + Own } };
        if (!invocation.Flags.On("client"))
        {
            versions["serverVersion"] = invocation.Api.GetObject("/version");
        }

        var document = JsonElement.Parse(JsonBytes.Of(versions));
        switch (invocation.Flags.Text("output"))
        {
            case "":
                invocation.Out.Write($"Client Version: v{Own}\n");
                if (document.Field("serverVersion").Exists())
                {
                    invocation.Out.Write($"Server Version: {document.Field("serverVersion").Text("gitVersion")}\n");
                }

                break;
            case "json":
                invocation.Out.Write(JsonPrinter.Indented(document));
                break;
            case "yaml":
                invocation.Out.Write(YamlPrinter.Print(document));
                break;
            default:
                throw CommandException.Error("--output must be 'yaml' or 'json'");
        }

        return ExitCode.Success;
    }
}
