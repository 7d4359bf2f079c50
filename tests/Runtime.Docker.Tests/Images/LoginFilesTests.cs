using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Images;

namespace LocalPods.Runtime.Docker.Tests.Images;

/// <summary>What <c>docker login</c> left is found, and nothing of it is ever said.</summary>
public sealed class LoginFilesTests : IDisposable
{
    private static int s_helpers;

    private readonly string _folder = Directory.CreateTempSubdirectory("localpods-login-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_file_there_is_nobody_to_be() => (await FindAsync("reg.example/app")).ShouldBe(RegistryLogins.None);

    [Fact]
    public async Task A_login_of_the_docker_command_is_found_for_its_registry_only()
    {
        Config($$"""{"auths":{"https://index.docker.io/v1/":{"auth":"{{Convert.ToBase64String("me:secret"u8)}}"},"reg.example:5000":{"auth":"{{Convert.ToBase64String("you:word"u8)}}"} } }""");
        (await FindAsync("busybox")).Credentials.Select(c => (c.Username, c.Password)).ShouldBe([("me", "secret")]);
        (await FindAsync("reg.example:5000/app")).Credentials.Select(c => (c.Username, c.Password)).ShouldBe([("you", "word")]);
        (await FindAsync("reg.example/app")).Credentials.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("credsStore", "reg.example/app", "reg.example")]
    [InlineData("credsStore", "busybox", "https://index.docker.io/v1/")]
    [InlineData("credHelpers", "reg.example/app", "reg.example")]
    [InlineData("credHelpers", "busybox", "https://index.docker.io/v1/")]
    public async Task A_helper_program_is_asked_for_the_server_as_the_docker_command_calls_it(string kind, string image, string server)
    {
        var helper = Helper("""read -r server; echo "{\"ServerURL\":\"$server\",\"Username\":\"user of $server\",\"Secret\":\"s\"}" """);
        Config(kind == "credsStore"
            ? $$"""{"credsStore":"{{helper}}"}"""
            : $$"""{"credHelpers":{"reg.example":"{{helper}}","docker.io":"{{helper}}"},"credsStore":"absent"}""");
        var found = (await FindAsync(image)).Credentials.Single();
        found.ShouldBe(new RegistryCredentials(server, $"user of {server}", "s") { Source = $"docker-credential-{helper}" });
    }

    [Fact]
    public async Task A_token_of_a_helper_stands_for_user_and_password()
    {
        Config($$"""{"credsStore":"{{Helper("""echo '{"Username":"<token>","Secret":"t"}'""")}}"}""");
        (await FindAsync("busybox")).Credentials.Single().IdentityToken.ShouldBe("t");
    }

    [Fact]
    public async Task A_helper_that_has_nothing_is_no_problem_and_written_logins_follow()
    {
        var helper = Helper("echo 'credentials not found in native keychain'; exit 1");
        Config($$"""{"credsStore":"{{helper}}","auths":{"reg.example":{"username":"me","password":"p"} } }""");
        var logins = await FindAsync("reg.example/app");
        (logins.Credentials.Single().Username, logins.Problems.Length).ShouldBe(("me", 0));
    }

    [Theory]
    [InlineData("echo hunter2; echo hunter2 >&2; exit 3", "failed with exit code 3")]
    [InlineData("echo hunter2", "answered with something that is no JSON")]
    public async Task What_is_wrong_with_a_helper_is_told_without_a_word_of_it(string script, string problem)
    {
        var helper = Helper(script);
        Config($$"""{"credsStore":"{{helper}}"}""");
        var logins = await FindAsync("busybox");
        logins.Credentials.ShouldBeEmpty();
        logins.Problems.Single().ShouldBe($"docker-credential-{helper} {problem}");
    }

    [Theory]
    [InlineData("no-such-helper-anywhere", "docker-credential-no-such-helper-anywhere cannot be run: it is not on the PATH of the daemon, or no program")]
    [InlineData("../evil", "\"docker-credential-../evil\" is no name of a credential helper")]
    public async Task A_helper_that_is_not_there_is_told(string helper, string problem)
    {
        Config($$"""{"credsStore":"{{helper}}"}""");
        (await FindAsync("busybox")).Problems.ShouldBe([problem]);
    }

    [Fact]
    public async Task A_helper_that_hangs_is_ended()
    {
        var pid = Path.Combine(_folder, "pid");
        Config($$"""{"credsStore":"{{Helper($"echo $$ > {pid}; sleep 1000")}}"}""");
        var clock = new VirtualClock(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var finding = FindAsync("busybox", clock);
        while (!File.Exists(pid) || File.ReadAllText(pid).Length == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        clock.FireNext().ShouldBeTrue();
        (await finding).Problems.Single().ShouldEndWith("did not answer within 20 s");
        while (Directory.Exists($"/proc/{File.ReadAllText(pid).Trim()}"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System); // a kill takes a moment
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_without_a_word_of_it()
    {
        Config("hunter2");
        (await FindAsync("busybox")).Problems.ShouldBe([$"{_folder}/config.json is not read: it is no JSON"]);
    }

    private Task<RegistryLogins> FindAsync(string image, TimeProvider? clock = null)
    {
        ImageReference.TryParse(image, out var reference, out _).ShouldBeTrue();
        return new LoginFiles(_folder, new LoginHelper(clock ?? TimeProvider.System)).FindAsync(reference!, CancellationToken.None);
    }

    private void Config(string json) => File.WriteAllText(Path.Combine(_folder, "config.json"), json);

    /// <summary>Writes a helper, puts it on the PATH, and tells its name.</summary>
    private string Helper(string script)
    {
        var name = $"localpods-test-{System.Environment.ProcessId}-{Interlocked.Increment(ref s_helpers)}";
        var path = Path.Combine(_folder, $"docker-credential-{name}");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var before = System.Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!before.StartsWith(_folder, StringComparison.Ordinal))
        {
            System.Environment.SetEnvironmentVariable("PATH", $"{_folder}:{before}");
        }

        return name;
    }
}
