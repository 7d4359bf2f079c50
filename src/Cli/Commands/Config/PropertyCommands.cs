using System.Text.Json.Nodes;
using LocalPods.Cli.Kubeconfig;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config set</c> and <c>config unset</c>: one field by its path, such as <c>contexts.work.namespace</c>.</summary>
internal static class PropertyCommands
{
    private const string CurrentContext = "current-context";

    public static Command Set { get; } = new("config set", "Set an individual value in a kubeconfig file")
    {
        Usage = "config set PROPERTY_NAME PROPERTY_VALUE",
        Description = """
            Set an individual value in a kubeconfig file.

             A property is named by its path: current-context, or clusters, contexts or users with the name of an entry and of a field after it.
            """,
        Examples = """
              # The address of a server
              localpods config set clusters.work.server https://10.0.0.1:6443

              # A certificate, as text
              localpods config set clusters.work.certificate-authority-data "$(cat ca.crt)" --set-raw-bytes=true
            """,
        Flags = [ConfigCommand.File, Flag.Switch("set-raw-bytes", "The value of a field ending in -data is text, not base64")],
        Run = invocation => Run(invocation, ConfigCommand.Arguments(invocation, 2)[1]),
    };

    public static Command Unset { get; } = new("config unset", "Unset an individual value in a kubeconfig file")
    {
        Usage = "config unset PROPERTY_NAME",
        Description = "Unset an individual value in a kubeconfig file, or a whole entry.",
        Examples = """
              # No context is current then
              localpods config unset current-context

              # A user who is gone
              localpods config unset users.old
            """,
        Flags = [ConfigCommand.File],
        Run = invocation => Run(invocation, null),
    };

    private static int Run(Invocation invocation, string? value)
    {
        var path = ConfigCommand.Arguments(invocation, value is null ? 1 : 2)[0];
        var edits = ConfigCommand.Edits(invocation);
        var (list, name, field) = Parts(edits.Read(), path);
        if (path == CurrentContext)
        {
            edits.Use(value ?? "");
        }
        else if (field.Length > 0)
        {
            edits.Put(list, name, entry => Change(entry, field, value is null ? null : Value(invocation, field, value)));
        }
        else if (value is null)
        {
            edits.Remove(list, name);
        }
        else
        {
            throw CommandException.Error($"can't set a map to a value: {path}");
        }

        invocation.Out.Write($"Property \"{path}\" {(value is null ? "unset" : "set")}.\n");
        return ExitCode.Success;
    }

    private static (string List, string Name, string Field) Parts(KubeconfigSet config, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var list = dot < 0 ? path : path[..dot];
        if (path == CurrentContext)
        {
            return (path, "", "");
        }

        if (KubeconfigSet.Lists.All(l => l.List != list) || dot < 0)
        {
            throw CommandException.Error($"unable to locate path \"{path}\"; it is current-context, or clusters, contexts or users with a name after it");
        }

        // Names may have dots themselves: that of an entry which is there counts first.
        var rest = path[(dot + 1)..];
        var known = KubeconfigSet.Entries(config.Merged, list).Select(e => e["name"]?.ToString() ?? "")
            .Where(n => rest == n || rest.StartsWith(n + ".", StringComparison.Ordinal)).MaxBy(n => n.Length);
        var end = known?.Length ?? (rest.LastIndexOf('.') is > 0 and var last ? last : rest.Length);
        return (list, rest[..end], end < rest.Length ? rest[(end + 1)..] : "");
    }

    private static void Change(JsonObject entry, string field, JsonNode? value)
    {
        if (value is null)
        {
            entry.Remove(field);
        }
        else
        {
            entry[field] = value;
        }
    }

    private static JsonNode Value(Invocation invocation, string field, string value)
    {
        if (field == "insecure-skip-tls-verify")
        {
            return bool.TryParse(value, out var on) ? on : throw CommandException.Error($"strconv.ParseBool: parsing \"{value}\": invalid syntax");
        }

        return invocation.Flags.On("set-raw-bytes") && field.EndsWith("-data", StringComparison.Ordinal)
            ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value))
            : value;
    }
}
