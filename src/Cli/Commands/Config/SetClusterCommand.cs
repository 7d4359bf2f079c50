using System.Text.Json.Nodes;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config set-cluster</c>.</summary>
internal static class SetClusterCommand
{
    public static Command Definition { get; } = new("config set-cluster", "Set a cluster entry in kubeconfig")
    {
        Usage = "config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
        Description = "Set a cluster entry in kubeconfig. What the flags do not say stays as it is.",
        Examples = """
              # The address of a server, and who vouches for it
              localpods config set-cluster work --server=https://10.0.0.1:6443 --certificate-authority=ca.crt --embed-certs
            """,
        Flags =
        [
            ConfigCommand.File,
            GlobalFlags.Of("certificate-authority"),
            Flag.Switch("embed-certs", "Copy the file into the entry"),
            GlobalFlags.Of("insecure-skip-tls-verify"),
            Flag.Text("proxy-url", "Proxy to reach the server by"),
            Flag.Text("server", "Address of the server"),
            Flag.Text("tls-server-name", "The name that the server's certificate must have"),
        ],
        Completes = CompletedArguments.Clusters,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var name = ConfigCommand.Arguments(invocation, 1)[0];
        if (name.Length == 0)
        {
            throw CommandException.Error("you must specify a non-empty cluster name");
        }

        if (flags.On("insecure-skip-tls-verify") && flags.Text("certificate-authority").Length > 0)
        {
            throw CommandException.Error("you cannot specify a certificate authority and insecure mode at the same time");
        }

        if (flags.On("embed-certs") && flags.Text("certificate-authority").Length == 0)
        {
            throw CommandException.Error("you must specify a --certificate-authority to embed");
        }

        ConfigCommand.Edits(invocation).Put("clusters", name, cluster => Change(cluster, flags));
        invocation.Out.Write($"Cluster \"{name}\" set.\n");
        return ExitCode.Success;
    }

    private static void Change(JsonObject cluster, ParsedFlags flags)
    {
        foreach (var field in (string[])["server", "tls-server-name", "proxy-url"])
        {
            if (flags.Given(field))
            {
                cluster[field] = flags.Text(field);
            }
        }

        cluster["server"] ??= "";
        if (flags.Given("insecure-skip-tls-verify"))
        {
            cluster.Remove("insecure-skip-tls-verify");
            if (flags.On("insecure-skip-tls-verify"))
            {
                cluster["insecure-skip-tls-verify"] = true;
                cluster.Remove("certificate-authority");
                cluster.Remove("certificate-authority-data");
            }
        }

        if (flags.Text("certificate-authority").Length > 0)
        {
            cluster.Remove("insecure-skip-tls-verify");
        }

        EmbeddedFiles.Set(cluster, flags, "certificate-authority");
    }
}
