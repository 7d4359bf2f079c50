using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create secret docker-registry</c>.</summary>
internal sealed class DockerRegistryGenerator() : SecretGenerator("docker-registry", "Create a secret for use with a Docker registry")
{
    protected override string Examples => """
          # What opens one registry
          localpods create secret docker-registry regcred --docker-server=registry.example --docker-username=anna --docker-password=secret

          # What docker login wrote down
          localpods create secret docker-registry regcred --from-file=.dockerconfigjson=$HOME/.docker/config.json
        """;

    protected override IReadOnlyList<Flag> Flags =>
    [
        Flag.Text("docker-server", "The registry", otherwise: "https://index.docker.io/v1/"),
        Flag.Text("docker-username", "User of the registry"),
        Flag.Text("docker-password", "Password of the user"),
        Flag.Text("docker-email", "E-mail address of the user"),
        .. DataFlags.All.Where(f => f.Name == "from-file"),
    ];

    protected override JsonObject Build(Invocation invocation)
    {
        var (name, flags) = (NameOf(invocation), invocation.Flags);
        if (flags.Given("from-file"))
        {
            return Secret(name, SecretTypes.DockerConfigJson, NewDataFlags().Read(invocation));
        }

        var (server, user, password, email) = (flags.Text("docker-server"), flags.Text("docker-username"), flags.Text("docker-password"), flags.Text("docker-email"));
        if (server.Length == 0 || user.Length == 0 || password.Length == 0)
        {
            throw CommandException.Error("either --from-file or the combination of --docker-username, --docker-password and --docker-server is required");
        }

        var entry = new JsonObject { ["username"] = user, ["password"] = password };
        if (email.Length > 0)
        {
            entry["email"] = email;
        }

        entry["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        var config = new JsonObject { ["auths"] = new JsonObject { [server] = entry } };
        return Secret(name, SecretTypes.DockerConfigJson, [KeyValuePair.Create(SecretTypes.DockerConfigJsonKey, JsonBytes.Of(config))]);
    }
}
