using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

[Trait("about", "daemon")]
public sealed class KubeconfigCommandTests : CommandTest
{
    private const string Theirs = """
        # mine
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters:
        - name: prod
          cluster: {server: "https://prod:6443", insecure-skip-tls-verify: true}
        contexts:
        - name: prod
          context: {cluster: prod, user: me, namespace: web}
        users:
        - name: me
          user: {token: "0123", exec: null}
        extensions: [{name: x, extension: 1}]
        """;

    private string? _kubeconfig;

    private string Config => Path.Combine(Folder, "kube", "config");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _kubeconfig = Config;
        foreach (var file in new[] { "ca.crt", "admin.crt", "admin.key" })
        {
            Manifest("pki/" + file, $"pem of {file}");
        }

        var pki = Path.Combine(Folder, "pki");
        Api.On("GET /localpods/access", $$"""{"server":"https://127.0.0.1:7443","certificateAuthority":"{{pki}}/ca.crt","clientCertificate":"{{pki}}/admin.crt","clientKey":"{{pki}}/admin.key"}""");
    }

    [Fact]
    public void A_kubeconfig_is_printed() =>
        Golden.Check("kubeconfig", Run("kubeconfig").Output.Replace(Folder, "/state", StringComparison.Ordinal));

    [Fact]
    public void Certificates_can_be_copied_into_it()
    {
        var output = Run("kubeconfig", "--embed-certs").Output;
        output.ShouldContain($"client-key-data: {Convert.ToBase64String("pem of admin.key"u8)}\n");
        output.ShouldNotContain("pki");
    }

    [Fact]
    public void Merging_makes_the_file_for_its_owner_only()
    {
        Run("kubeconfig", "--merge").ShouldBe(new(0, $"Context \"localpods\" is in {Config}.\nIt is the current context: kubectl get pods\n", ""));
        File.ReadAllText(Config).ShouldBe(Run("kubeconfig").Output);
        File.GetUnixFileMode(Config).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(Config)!).ShouldBe([Config]);
    }

    [Fact]
    public void Merging_leaves_everything_else_as_it_was()
    {
        Manifest("kube/config", Theirs);
        File.SetUnixFileMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Run("kubeconfig", "--merge").Output.ShouldEndWith("The current context is still \"prod\"; use the new one with: kubectl --context localpods get pods\n");
        Golden.Check("kubeconfig-merged", File.ReadAllText(Config).Replace(Folder, "/state", StringComparison.Ordinal));
        File.GetUnixFileMode(Config).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public void A_file_that_has_it_already_is_not_touched()
    {
        Run("kubeconfig", "--merge");
        File.AppendAllText(Config, "# a comment\n");
        Run("kubeconfig", "--merge").Code.ShouldBe(0);
        File.ReadAllText(Config).ShouldEndWith("# a comment\n");
    }

    [Fact]
    public void A_new_address_replaces_the_old_and_keeps_the_namespace_chosen()
    {
        Run("kubeconfig", "--merge");
        File.WriteAllText(Config, File.ReadAllText(Config)
            .Replace("7443", "1", StringComparison.Ordinal)
            .Replace("    user: localpods\n", "    user: localpods\n    namespace: web\n", StringComparison.Ordinal));
        Run("kubeconfig", "--merge").Code.ShouldBe(0);
        var text = File.ReadAllText(Config);
        text.ShouldContain("server: https://127.0.0.1:7443\n");
        text.ShouldContain("    namespace: web\n");
        text.Split("server:").Length.ShouldBe(2);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var real = Manifest("elsewhere/config", Theirs);
        Directory.CreateDirectory(Path.GetDirectoryName(Config)!);
        File.CreateSymbolicLink(Config, real);
        Run("kubeconfig", "--merge").Code.ShouldBe(0);
        new FileInfo(Config).LinkTarget.ShouldBe(real);
        File.ReadAllText(real).ShouldContain("name: localpods");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_left_alone()
    {
        Manifest("kube/config", "a: [1\nb: 2\n");
        var refused = Run("kubeconfig", "--merge");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldStartWith($"error: {Config}:");
        refused.Error.ShouldEndWith("; the file is left as it is\n");
        File.ReadAllText(Config).ShouldBe("a: [1\nb: 2\n");
        File.WriteAllText(Config, "- 1\n");
        Run("kubeconfig", "--merge").Error.ShouldBe($"error: {Config} is not a kubeconfig; it is left as it is\n");
    }

    [Fact]
    public void A_lock_of_kubectl_is_respected()
    {
        Manifest("kube/config.lock", "");
        Run("kubeconfig", "--merge").Error.ShouldStartWith($"error: open {Config}.lock: file exists;");
        File.Exists(Config).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/proc/nope/config", "/proc/nope", "no folder can be made in /proc")]
    [InlineData("/proc/nope/deep/config", "/proc/nope/deep", "no folder can be made in /proc")]
    [InlineData("FOLDER/file/config", "FOLDER/file", "FOLDER/file is a file")]
    [InlineData("FOLDER/file/deep/config", "FOLDER/file/deep", "FOLDER/file is a file")]
    public void A_folder_that_cannot_be_made_is_told_with_the_reason_and_what_to_do(string config, string folder, string why)
    {
        Manifest("file", "");
        _kubeconfig = config.Replace("FOLDER", Folder, StringComparison.Ordinal);
        Run("kubeconfig", "--merge").ShouldBe(new(1, "", $"""
            error: the folder {folder} for the kubeconfig cannot be made: {why}; name a file elsewhere: KUBECONFIG=FILE localpods kubeconfig --merge

            """.Replace("FOLDER", Folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_folder_that_takes_no_files_is_told_with_what_to_do()
    {
        _kubeconfig = "/proc/config";
        Run("kubeconfig", "--merge").ShouldBe(new(1, "", """
            error: /proc/config cannot be written: no file can be made in /proc; name a file elsewhere: KUBECONFIG=FILE localpods kubeconfig --merge

            """));
    }

    [Fact]
    public void Of_several_files_the_first_that_exists_is_changed()
    {
        var second = Manifest("b", Theirs);
        _kubeconfig = $"{Folder}/a:{second}:{Folder}/c";
        Run("kubeconfig", "--merge").Output.ShouldContain($"is in {second}.");
        _kubeconfig = $"{Folder}/a:{Folder}/c";
        Run("kubeconfig", "--merge").Output.ShouldContain($"is in {Folder}/c.");
        _kubeconfig = null;
        Run("kubeconfig", "--merge").Output.ShouldContain($"is in {Folder}/.kube/config.");
    }

    [Fact]
    public async Task An_instance_has_a_context_of_its_own()
    {
        await using var other = await FakeApi.StartAsync(Folder, "two");
        other.On("GET /localpods/access", """{"server":"https://127.0.0.1:7444","certificateAuthority":"/ca","clientCertificate":"/c","clientKey":"/k"}""");
        Run("kubeconfig", "--instance", "two").Output.ShouldContain("current-context: localpods-two\n");
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input)
    {
        var usual = base.Environment(output, error, errorBytes, input);
        return usual with { Variable = name => name switch { "KUBECONFIG" => _kubeconfig, "HOME" => Folder, _ => usual.Variable(name) } };
    }
}
