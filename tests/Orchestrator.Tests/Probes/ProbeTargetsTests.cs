using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Probes;

public sealed class ProbeTargetsTests
{
    private static readonly Container Web = new() { Name = "web", Ports = [new ContainerPort { Name = "http", Port = 8080 }] };

    [Fact]
    public void An_HTTP_probe_goes_to_the_pod_unless_told_otherwise()
    {
        Resolve(new Probe { HttpGet = new HTTPGetAction { Port = 80 } })
            .ShouldBe(new ProbeTarget.Http("http", "10.0.0.7", 80, "/", []), TargetText.Equal);
        Resolve(new Probe { HttpGet = new HTTPGetAction { Port = 443, Host = "1.2.3.4", Scheme = "HTTPS", Path = "/x", HttpHeaders = [new HTTPHeader { Name = "A", Value = "b" }] } })
            .ShouldBe(new ProbeTarget.Http("https", "1.2.3.4", 443, "/x", [new("A", "b")]), TargetText.Equal);
    }

    [Theory, Trait("spec", "PL-53")]
    [InlineData("http", 8080)]
    [InlineData("9090", 9090)]
    public void A_port_is_found_by_the_name_it_has_in_this_container_or_read_as_a_number(string port, int number) =>
        Resolve(new Probe { TcpSocket = new TCPSocketAction { Port = port } }).ShouldBe(new ProbeTarget.Tcp("10.0.0.7", number));

    [Theory, Trait("spec", "PL-53")]
    [InlineData("metrics", "strconv.Atoi: parsing \"metrics\": invalid syntax")]
    [InlineData("70000", "invalid port number: 70000")]
    [InlineData("0", "invalid port number: 0")]
    public void A_port_that_is_not_there_is_an_error(string port, string text)
    {
        ProbeTargets.TryResolve(new Probe { TcpSocket = new TCPSocketAction { Port = port } }, Web, new("id"), "10.0.0.7", out _, out var error).ShouldBeFalse();
        error.ShouldBe(text);
    }

    [Fact]
    public void Commands_and_gRPC_services_are_taken_as_they_are()
    {
        Resolve(new Probe { Grpc = new GRPCAction { Port = 50, Service = "s" } }).ShouldBe(new ProbeTarget.Grpc("10.0.0.7", 50, "s"));
        Resolve(new Probe { Exec = new ExecAction { Command = ["a", "b"] } }).ShouldBeOfType<ProbeTarget.Exec>().Command.ShouldBe(["a", "b"]);
    }

    private static ProbeTarget Resolve(Probe probe)
    {
        ProbeTargets.TryResolve(probe, Web, new ContainerId("id"), "10.0.0.7", out var target, out var error).ShouldBeTrue(error);
        return target!;
    }

    /// <summary>Arrays do not compare by value.</summary>
    private static class TargetText
    {
        public static IEqualityComparer<ProbeTarget> Equal { get; } = EqualityComparer<ProbeTarget>.Create(
            (a, b) => a is ProbeTarget.Http x && b is ProbeTarget.Http y
                && x with { Headers = [] } == y with { Headers = [] } && x.Headers.SequenceEqual(y.Headers),
            _ => 0);
    }
}
