using System.Security.Cryptography;
using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Tests.Engine;

public sealed class EngineAddressTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("localpods-home-");
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock")]
    [InlineData("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375")]
    [InlineData("tcp://build.example", "tcp://build.example:2375")]
    [InlineData("tcp://build.example:80", "tcp://build.example:80")]
    [InlineData("tcp://[::1]:4000", "tcp://[::1]:4000")]
    [InlineData("tcp://[::1]", "tcp://[::1]:2375")]
    [InlineData("https://build.example", "tcp://build.example:2376")]
    public void Hosts_are_read_as_the_docker_command_reads_them(string host, string address)
    {
        _variables["DOCKER_HOST"] = host;
        Resolve().ToString().ShouldBe(address);
    }

    [Theory]
    [InlineData("unix://docker.sock", "absolute path")]
    [InlineData("ssh://me@host", "ssh")]
    [InlineData("npipe:////./pipe/docker", "unix:// and tcp://")]
    [InlineData("tcp://host/path", "tcp://host:2375")]
    public void An_address_that_cannot_be_used_says_why(string host, string why)
    {
        var failure = Should.Throw<ContainerRuntimeException>(() => Resolve(host));
        failure.Failure.ShouldBe(RuntimeFailure.Refused);
        failure.Message.ShouldContain(host);
        failure.Message.ShouldContain(why);
    }

    [Fact]
    public void Without_any_setting_it_is_the_default_socket() => Resolve().ShouldBe(new EngineAddress.UnixSocket("/var/run/docker.sock"));

    [Fact]
    public void Tls_is_taken_from_the_environment()
    {
        _variables["DOCKER_HOST"] = "tcp://build.example";
        _variables["DOCKER_TLS_VERIFY"] = "1";
        _variables["DOCKER_CERT_PATH"] = "/certificates";
        Resolve().ShouldBe(new EngineAddress.Tcp("build.example", 2376, new TlsMaterial("/certificates", Verify: true)));

        _variables.Remove("DOCKER_TLS_VERIFY");
        _variables["DOCKER_TLS"] = "1";
        Resolve().ShouldBe(new EngineAddress.Tcp("build.example", 2376, new TlsMaterial("/certificates", Verify: false)));
    }

    [Fact]
    public void The_current_context_is_followed_and_DOCKER_HOST_beats_it()
    {
        Write(".docker/config.json", """{"currentContext":"rootless"}""");
        Write($".docker/contexts/meta/{Id("rootless")}/meta.json", """{"Name":"rootless","Endpoints":{"docker":{"Host":"unix:///run/user/7/docker.sock","SkipTLSVerify":false}}}""");
        Resolve().ShouldBe(new EngineAddress.UnixSocket("/run/user/7/docker.sock"));

        _variables["DOCKER_HOST"] = "unix:///other.sock";
        Resolve().ShouldBe(new EngineAddress.UnixSocket("/other.sock"));
    }

    [Fact]
    public void A_context_brings_its_certificates()
    {
        _variables["DOCKER_CONTEXT"] = "far";
        Write($".docker/contexts/meta/{Id("far")}/meta.json", """{"Name":"far","Endpoints":{"docker":{"Host":"tcp://far.example:2376","SkipTLSVerify":true}}}""");
        Write($".docker/contexts/tls/{Id("far")}/docker/ca.pem", "");
        Resolve().ShouldBe(new EngineAddress.Tcp("far.example", 2376, new TlsMaterial(Path.Combine(_home.FullName, $".docker/contexts/tls/{Id("far")}/docker"), Verify: false)));
    }

    [Fact]
    public void A_context_that_is_not_defined_is_named()
    {
        _variables["DOCKER_CONTEXT"] = "gone";
        Should.Throw<ContainerRuntimeException>(() => Resolve()).Message.ShouldContain("docker context \"gone\"");
    }

    private static string Id(string context) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context)));

    private EngineAddress Resolve(string? host = null) => new EngineAddressResolver(_variables.GetValueOrDefault, _home.FullName).Resolve(host);

    private void Write(string path, string content)
    {
        var file = Path.Combine(_home.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
