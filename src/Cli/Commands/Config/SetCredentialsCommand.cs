using System.Text.Json.Nodes;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config set-credentials</c>.</summary>
internal static class SetCredentialsCommand
{
    private static readonly string[] s_plain = ["token", "username", "password"];

    public static Command Definition { get; } = new("config set-credentials", "Set a user entry in kubeconfig")
    {
        Usage = "config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]",
        Description = "Set a user entry in kubeconfig. What the flags do not say stays as it is; a token takes the place of a password, and a password that of a token.",
        Examples = """
              # A token
              localpods config set-credentials robot --token="$(localpods create token robot)"

              # A certificate with its key
              localpods config set-credentials me --client-certificate=me.crt --client-key=me.key --embed-certs
            """,
        Flags =
        [
            ConfigCommand.File,
            GlobalFlags.Of("client-certificate"),
            GlobalFlags.Of("client-key"),
            Flag.Switch("embed-certs", "Copy the files into the entry"),
            Flag.Text("exec-api-version", "API version of the program that prints credentials"),
            Flag.Texts("exec-arg", "An argument for it"),
            Flag.Text("exec-command", "A program that prints credentials"),
            Flag.Texts("exec-env", "A variable for it, KEY=VALUE; KEY- removes one") with { KeepsCommas = true },
            Flag.Text("exec-interactive-mode", "Whether it may ask the user") with { Values = ["Never", "IfAvailable", "Always"] },
            Flag.Switch("exec-provide-cluster-info", "Tell it about the cluster"),
            GlobalFlags.Of("password"),
            GlobalFlags.Of("token"),
            GlobalFlags.Of("username"),
        ],
        Completes = CompletedArguments.Users,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var name = ConfigCommand.Arguments(invocation, 1)[0];
        var (token, basic) = (flags.Text("token").Length > 0, flags.Text("username").Length > 0 || flags.Text("password").Length > 0);
        if (token && basic)
        {
            throw CommandException.Error("you cannot specify more than one authentication method at the same time: --token, --username/--password");
        }

        if (flags.On("embed-certs") && flags.Text("client-certificate").Length == 0 && flags.Text("client-key").Length == 0)
        {
            throw CommandException.Error("you must specify a --client-certificate or --client-key to embed");
        }

        ConfigCommand.Edits(invocation).Put("users", name, user =>
        {
            EmbeddedFiles.Set(user, flags, "client-certificate");
            EmbeddedFiles.Set(user, flags, "client-key");
            foreach (var field in s_plain)
            {
                var clears = field == "token" ? basic : token;
                if (clears || flags.Given(field))
                {
                    user.Remove(field);
                }

                if (flags.Text(field).Length > 0)
                {
                    user[field] = flags.Text(field);
                }
            }

            ChangePlugin(user, flags);
        });
        invocation.Out.Write($"User \"{name}\" set.\n");
        return ExitCode.Success;
    }

    private static void ChangePlugin(JsonObject user, ParsedFlags flags)
    {
        if (flags.Given("exec-command"))
        {
            var plugin = user["exec"] as JsonObject ?? new JsonObject { ["interactiveMode"] = "IfAvailable", ["provideClusterInfo"] = false };
            user["exec"] = plugin;
            plugin["command"] = flags.Text("exec-command");
            plugin["args"] = null;
            plugin["env"] ??= null;
            plugin["apiVersion"] ??= "";
        }

        if (user["exec"] is not JsonObject exec)
        {
            return;
        }

        if (flags.Given("exec-api-version"))
        {
            exec["apiVersion"] = flags.Text("exec-api-version");
        }

        if (flags.Given("exec-arg"))
        {
            exec["args"] = new JsonArray([.. flags.Texts("exec-arg").Select(a => (JsonNode)a)]);
        }

        if (flags.Given("exec-interactive-mode"))
        {
            exec["interactiveMode"] = flags.Text("exec-interactive-mode");
        }

        if (flags.Given("exec-provide-cluster-info"))
        {
            exec["provideClusterInfo"] = flags.On("exec-provide-cluster-info");
        }

        foreach (var pair in flags.Texts("exec-env"))
        {
            ChangeVariable(exec, pair);
        }
    }

    private static void ChangeVariable(JsonObject exec, string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        var name = at > 0 ? pair[..at] : pair.EndsWith('-') ? pair[..^1] : throw CommandException.Error($"Error: invalid exec-env format: {pair}");
        if (exec["env"] is not JsonArray variables)
        {
            exec["env"] = variables = [];
        }

        variables.RemoveAll(v => v?["name"]?.ToString() == name);
        if (at > 0)
        {
            variables.Add(new JsonObject { ["name"] = name, ["value"] = pair[(at + 1)..] });
        }
    }
}
