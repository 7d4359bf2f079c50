using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Create;
using LocalPods.Cli.Kubeconfig;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods kubeconfig</c>.</summary>
internal static class KubeconfigCommand
{
    public static Command Definition { get; } = new("kubeconfig", "Print or merge what kubectl needs to talk to this instance")
    {
        Usage = "kubeconfig [--merge] [--embed-certs] [--service-account=NAME] [flags]",
        Description = """
            Print a kubeconfig with a context for this instance, or merge it into the file that kubectl uses: the first of $KUBECONFIG
            that exists, else ~/.kube/config.

             The context is named localpods, or localpods-INSTANCE. A context that is current stays current, and what else is in the file
            stays; only comments are lost. The certificates are the instance's files, which the daemon renews in place; with
            --embed-certs they are copied instead, for use elsewhere on this machine, and end within a year.
            """,
        Examples = """
              # Use kubectl with this instance
              localpods kubeconfig --merge
              kubectl --context localpods get pods

              # For a program that may do what its roles say, for a day
              localpods kubeconfig --service-account=robot --duration=24h --embed-certs > robot.yaml

              # Without touching any file of yours
              localpods kubeconfig > localpods.yaml
              kubectl --kubeconfig localpods.yaml get pods
            """,
        Flags =
        [
            Flag.Switch("merge", "Merge into the kubeconfig that kubectl uses instead of printing"),
            Flag.Duration("duration", "With --service-account, how long the token is to be good; the server decides if not given"),
            Flag.Switch("embed-certs", "Copy certificates and key instead of naming their files"),
            Flag.Text("service-account", "Be this service account of the namespace, by a token, and not the instance's admin"),
        ],
        OnThisMachine = true,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"unknown arguments: {string.Join(' ', invocation.Arguments)}") { Understood = true };
        }

        var instance = invocation.Paths.Instance;
        var context = instance == InstancePaths.DefaultInstance ? "localpods" : $"localpods-{instance}";
        var access = JsonElement.Parse(invocation.Api.Get("/localpods/access"));
        if (invocation.Flags.Text("service-account") is { Length: > 0 } account)
        {
            context += "-" + account;
        }

        var config = Of(invocation, context, access);
        if (!invocation.Flags.On("merge"))
        {
            invocation.Out.Write(YamlPrinter.Print(JsonElement.Parse(JsonBytes.Of(config))));
            return ExitCode.Success;
        }

        var path = KubeconfigFile.Find(invocation.Environment.Variable);
        var current = KubeconfigFile.Merge(path, config)["current-context"]?.ToString();
        invocation.Out.Write($"Context \"{context}\" is in {path}.\n");
        invocation.Out.Write(current == context
            ? "It is the current context: kubectl get pods\n"
            : $"The current context is still \"{current}\"; use the new one with: kubectl --context {context} get pods\n");
        return ExitCode.Success;
    }

    private static JsonObject Of(Invocation invocation, string context, JsonElement access)
    {
        var (cluster, user) = (new JsonObject(), new JsonObject());
        var embed = invocation.Flags.On("embed-certs");
        Add(cluster, "certificate-authority", access.Text("certificateAuthority"), embed);
        if (invocation.Flags.Text("service-account") is { Length: > 0 } account)
        {
            user["token"] = TokenOf(invocation, account);
            var made = KubeconfigMerge.Of(context, access.Text("server"), cluster, user);
            made["contexts"]![0]!["context"]!["namespace"] = invocation.Namespace;
            return made;
        }

        Add(user, "client-certificate", access.Text("clientCertificate"), embed);
        Add(user, "client-key", access.Text("clientKey"), embed);
        return KubeconfigMerge.Of(context, access.Text("server"), cluster, user);
    }

    private static JsonNode? TokenOf(Invocation invocation, string account)
    {
        try
        {
            var spec = new JsonObject { ["expirationSeconds"] = TokenCommand.Seconds(invocation.Flags) };
            return TokenCommand.Request(invocation.Api, invocation.Namespace, account, spec)["status"]?["token"]?.DeepClone();
        }
        catch (ApiFailure failure)
        {
            throw failure.Doing("failed to create token:");
        }
    }

    private static void Add(JsonObject to, string name, string path, bool embed)
    {
        if (embed)
        {
            to[name + "-data"] = Convert.ToBase64String(File.ReadAllBytes(path));
        }
        else
        {
            to[name] = path;
        }
    }
}
