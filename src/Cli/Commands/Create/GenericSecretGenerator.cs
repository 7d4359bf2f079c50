using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create secret generic</c>.</summary>
internal sealed class GenericSecretGenerator() : SecretGenerator("generic", "Create a secret from a local file, directory, or literal value")
{
    protected override string Examples => """
          # Single values
          localpods create secret generic login --from-literal=user=anna --from-literal=password=secret

          # Keys for SSH
          localpods create secret generic keys --type=kubernetes.io/ssh-auth --from-file=ssh-privatekey=id_ed25519

          # A file of lines KEY=VALUE
          localpods create secret generic login --from-env-file=.env
        """;

    protected override IReadOnlyList<Flag> Flags => [.. DataFlags.All, Flag.Text("type", "What the data is for, such as kubernetes.io/basic-auth")];

    protected override JsonObject Build(Invocation invocation) => Secret(NameOf(invocation), invocation.Flags.Text("type"), NewDataFlags().Read(invocation));
}
