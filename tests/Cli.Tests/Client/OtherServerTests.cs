using LocalPods.Cli.Commands;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Cli.Tests.Client;

/// <summary>The command as a client of an API server that flags, a kubeconfig or $LOCALPODS_CONTEXT name.</summary>
public sealed class OtherServerTests : IAsyncLifetime, IDisposable
{
    private const string Pods = "GET /api/v1/namespaces/default/pods";
    private const string NoPods = """{"kind":"Table","columnDefinitions":[],"rows":[]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("lp-").FullName;
    private readonly Dictionary<string, string> _variables = [];
    private FakeApi? _api;

    private FakeApi Api => _api!;

    private string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public async Task InitializeAsync() => _api = await FakeApi.StartAsync(_folder, "default", overHttps: true);

    public async Task DisposeAsync() => await Api.DisposeAsync();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("spec", "KC-44")]
    public void A_context_gives_the_server_its_authority_and_the_token()
    {
        Api.On(Pods, NoPods);
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").ShouldBe(new(0, "", "No resources found in default namespace.\n"));
        Api.Authorizations.ShouldBe(["Bearer of-the-tests"]);
    }

    [Fact]
    public void The_variables_choose_as_the_flags_do()
    {
        (_variables["KUBECONFIG"], _variables["LOCALPODS_CONTEXT"]) = (Kubeconfig, "tested");
        Api.On(Pods, NoPods);
        Run("get", "pods").Code.ShouldBe(0);
        Run("get", "pods", "--context=nosuch").Error.ShouldBe("Error in configuration: context was not found for specified context: nosuch\n");
    }

    [Fact]
    public void A_context_names_the_namespace_and_a_flag_another_one()
    {
        Edit("{cluster: tested, user: tested}", "{cluster: tested, user: tested, namespace: shop}");
        Api.On("GET /api/v1/namespaces/shop/pods", NoPods).On("GET /api/v1/namespaces/other/pods", NoPods);
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").Error.ShouldBe("No resources found in shop namespace.\n");
        Run("--kubeconfig", Kubeconfig, "--context=tested", "-n", "other", "get", "pods").Error.ShouldBe("No resources found in other namespace.\n");
    }

    [Fact]
    public void Flags_say_more_than_the_kubeconfig()
    {
        Api.On(Pods, NoPods);
        Run("get", "pods", "-s", Api.Address.ToString(), "--insecure-skip-tls-verify", "--token=mine", "--as=eve", "--as-group=a,b").Code.ShouldBe(0);
        Api.Authorizations.ShouldBe(["Bearer mine"]);
    }

    [Fact]
    public void A_token_in_a_file_beside_the_kubeconfig_is_read_each_time()
    {
        Edit("{token: of-the-tests}", "{tokenFile: secret/token}");
        Directory.CreateDirectory(Path.Combine(_folder, "secret"));
        Api.On(Pods, NoPods);
        foreach (var token in (string[])["one", "two"])
        {
            File.WriteAllText(Path.Combine(_folder, "secret", "token"), token + "\n");
            Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").Code.ShouldBe(0);
        }

        Api.Authorizations.ShouldBe(["Bearer one", "Bearer two"]);
    }

    [Fact]
    public void A_program_can_be_asked_for_the_token()
    {
        var program = Path.Combine(_folder, "give");
        File.WriteAllText(program, """
            #!/bin/sh
            echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"$1-$OF\"}}"
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Edit("{token: of-the-tests}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./give, args: [a], env: [{name: OF, value: b}]}}");
        Api.On(Pods, NoPods);
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").Code.ShouldBe(0);
        Api.Authorizations.ShouldBe(["Bearer a-b"]);
        Edit("./give", "nosuch-program");
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").Error.ShouldBe("Unable to connect to the server: getting credentials: exec: executable nosuch-program not found\n");
    }

    [Fact]
    public void A_server_behind_a_path_is_asked_there()
    {
        Api.On("GET /clusters/one/api/v1/namespaces/default/pods", NoPods);
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested", "--server", Api.Address + "clusters/one/").Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("--kubeconfig nosuch", "error: stat nosuch: no such file or directory\n")]
    [InlineData("--kubeconfig <file> --context nosuch", "Error in configuration: context was not found for specified context: nosuch\n")]
    [InlineData("--kubeconfig <file> --cluster nosuch", "error: no server found for cluster \"nosuch\"\n")]
    [InlineData("--kubeconfig <file> --context tested --user nosuch", "error: auth info \"nosuch\" does not exist\n")]
    [InlineData("--kubeconfig <file> --context tested --server https://127.0.0.1:1", "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n")]
    [InlineData("--server <server>", "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n")]
    [InlineData("--kubeconfig <file> --context tested --tls-server-name foo", "Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for localhost, not foo\n")]
    [InlineData("--token x", "error: no server found: no current context names one; say which with --context, --kubeconfig or --server\n")]
    public void What_is_wrong_is_told_in_kubectls_words(string flags, string error)
    {
        var words = flags.Replace("<file>", Kubeconfig, StringComparison.Ordinal).Replace("<server>", Api.Address.ToString(), StringComparison.Ordinal).Split(' ');
        Run(["get", "pods", .. words]).ShouldBe(new(1, "", error));
        Api.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, "Unauthorized", "Unauthorized", "error: You must be logged in to the server (Unauthorized)\n")]
    [InlineData(403, "Forbidden", "pods is forbidden: User \"eve\" cannot list", "Error from server (Forbidden): pods is forbidden: User \"eve\" cannot list\n")]
    public void A_refusal_is_told_in_kubectls_words(int code, string reason, string message, string error)
    {
        Api.On(Pods, FakeApi.StatusJson(code, reason, message), code);
        Run("get", "pods", "--kubeconfig", Kubeconfig, "--context=tested").ShouldBe(new(1, "", error));
    }

    [Fact]
    public void What_only_a_daemon_of_LocalPods_can_tell_is_said_to_need_one()
    {
        const string Missing = "the server could not find the requested resource";
        Api.On("GET /version", """{"gitVersion":"v1.33.1"}""")
            .On("GET /localpods/status", FakeApi.StatusJson(404, "NotFound", Missing), 404);
        Run("status", "--kubeconfig", Kubeconfig, "--context=tested").ShouldBe(
            new(1, "", $"error: this needs a LocalPods daemon, which {Api.Address.ToString().TrimEnd('/')} is not\n"));
        Run("down", "--context=tested").ShouldBe(
            new(1, "", "error: down is about an instance of LocalPods on this machine; --context cannot be used with it\nSee 'localpods down -h' for help and examples\n"));
    }

    [Fact]
    public void A_connection_that_the_server_let_go_of_is_made_anew()
    {
        Api.On("GET /api/v1/namespaces/default/pods/a", """{"kind":"Table","columnDefinitions":[],"rows":[]}""")
            .On("GET /api/v1/namespaces/default/pods/b", http =>
            {
                if (Api.Requests.Count == 2)
                {
                    http.Abort();
                    return Task.CompletedTask;
                }

                return http.Response.WriteAsync(NoPods);
            });
        Run("get", "pods", "a", "b", "--kubeconfig", Kubeconfig, "--context=tested", "--ignore-not-found").Code.ShouldBe(0);
        Api.Requests.Count.ShouldBe(3);
    }

    private void Edit(string what, string into) => File.WriteAllText(Kubeconfig, File.ReadAllText(Kubeconfig).Replace(what, into, StringComparison.Ordinal));

    private CommandOutcome Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = output,
            Error = error,
            OpenInput = () => Stream.Null,
            OpenOutput = () => Stream.Null,
            OpenError = () => Stream.Null,
            Variable = name => name == "LOCALPODS_STATE_DIR" ? _folder : _variables.GetValueOrDefault(name),
            Clock = TimeProvider.System,
            Privileged = false,
        };
        var code = CommandLine.Run(environment, [.. words, "--no-start"]);
        return new(code, output.ToString(), error.ToString());
    }
}
