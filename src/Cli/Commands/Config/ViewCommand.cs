using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Kubeconfig;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config view</c>.</summary>
internal static class ViewCommand
{
    // What must not be shown, and what stands in its place.
    private static readonly (string List, string Field, string Instead)[] s_hidden =
    [
        ("clusters", "certificate-authority-data", "DATA+OMITTED"),
        ("users", "client-certificate-data", "DATA+OMITTED"),
        ("users", "client-key-data", "DATA+OMITTED"),
        ("users", "token", "REDACTED"),
        ("users", "password", "REDACTED"),
    ];

    public static Command Definition { get; } = new("config view", "Display merged kubeconfig settings or a specified kubeconfig file")
    {
        Usage = "config view [flags]",
        Description = "Display merged kubeconfig settings or a specified kubeconfig file; certificates, tokens and passwords only with --raw.",
        Examples = """
              # All files as one
              localpods config view

              # What a program elsewhere needs to use the current context
              localpods config view --minify --flatten --raw
            """,
        Flags =
        [
            ConfigCommand.File,
            Flag.Text("context", "With --minify, the context to keep instead of the current one"),
            Flag.Switch("flatten", "Put certificates and keys that are files into the output"),
            Flag.Switch("minify", "Leave out what the current context does not use"),
            Flag.Text("output", "Output format: yaml, json, jsonpath=...", 'o', otherwise: "yaml") with { Values = ["yaml", "json", "jsonpath="] },
            Flag.Switch("raw", "Show certificates, tokens and passwords"),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw ConfigCommand.Unexpected(invocation.Arguments);
        }

        var flags = invocation.Flags;
        var config = ConfigCommand.Edits(invocation).Read().Merged;
        config["preferences"] ??= new JsonObject();
        if (flags.On("minify"))
        {
            Minify(config, flags.Text("context"));
        }

        if (flags.On("flatten"))
        {
            Flatten(config);
        }

        if (!flags.On("raw"))
        {
            Hide(config);
        }

        foreach (var (list, _, _) in KubeconfigSet.Lists)
        {
            var sorted = KubeconfigSet.Entries(config, list).OrderBy(e => e["name"]?.ToString(), StringComparer.Ordinal).Select(e => e.DeepClone()).ToArray();
            config[list] = sorted.Length > 0 ? new JsonArray(sorted) : null;
        }

        var format = ObjectFormat.Read(flags.Text("output"));
        invocation.Out.Write((format is ObjectFormat.Table ? new ObjectFormat.Yaml() : format).Print(JsonElement.Parse(JsonBytes.Of(config))));
        return ExitCode.Success;
    }

    private static void Minify(JsonObject config, string asked)
    {
        if (asked.Length > 0)
        {
            config["current-context"] = asked;
        }

        var current = config["current-context"]?.ToString() ?? "";
        if (current.Length == 0)
        {
            throw CommandException.Error("current-context must exist in order to minify");
        }

        var context = KubeconfigSet.Entries(config, "contexts").FirstOrDefault(e => e["name"]?.ToString() == current)?["context"]
            ?? throw CommandException.Error($"cannot locate context {current}");
        Keep("contexts", current);
        Keep("clusters", context["cluster"]?.ToString());
        Keep("users", context["user"]?.ToString());

        void Keep(string list, string? name) =>
            config[list] = new JsonArray([.. KubeconfigSet.Entries(config, list).Where(e => e["name"]?.ToString() == name).Select(e => e.DeepClone())]);
    }

    private static void Flatten(JsonObject config)
    {
        foreach (var (list, part, paths) in KubeconfigSet.Lists)
        {
            foreach (var holds in KubeconfigSet.Entries(config, list).Select(e => e[part]).OfType<JsonObject>())
            {
                foreach (var name in paths.Where(p => p != "tokenFile"))
                {
                    if (holds[name]?.ToString() is { Length: > 0 } path)
                    {
                        holds.Remove(name);
                        holds[name + "-data"] = Convert.ToBase64String(
                            File.Exists(path) ? File.ReadAllBytes(path) : throw CommandException.Error($"open {path}: no such file or directory"));
                    }
                }
            }
        }
    }

    private static void Hide(JsonObject config)
    {
        foreach (var (list, field, instead) in s_hidden)
        {
            var part = KubeconfigSet.Lists.Single(l => l.List == list).Part;
            foreach (var holds in KubeconfigSet.Entries(config, list).Select(e => e[part]).OfType<JsonObject>())
            {
                if (holds[field]?.ToString().Length > 0)
                {
                    holds[field] = instead;
                }
            }
        }
    }
}
