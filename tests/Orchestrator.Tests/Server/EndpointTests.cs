namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>The addresses behind services as objects, and those of the server itself.</summary>
public sealed class EndpointTests
{
    private const string Endpoints = "/api/v1/namespaces/default/endpoints";
    private const string Slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    [Fact]
    public async Task The_server_is_a_service_that_leads_nowhere()
    {
        await using var api = await ApiHost.StartAsync();
        var service = (await api.GetAsync("/api/v1/namespaces/default/services/kubernetes")).Json;
        service["spec"]!["clusterIP"]!.GetValue<string>().ShouldBe("10.96.0.1");
        service["spec"]!["ports"]!.ToJsonString().ShouldBe("""[{"name":"https","protocol":"TCP","port":443,"targetPort":7443}]""");
        service["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"component":"apiserver","provider":"kubernetes"}""");
        (await api.GetAsync(Endpoints + "/kubernetes")).Json.ContainsKey("subsets").ShouldBeFalse();
        (await api.GetAsync(Slices + "/kubernetes")).Json["endpoints"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoints_get_their_protocol_and_slices_their_names()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await api.PutAsync(Endpoints + "/db", """{"metadata":{"name":"db"},"subsets":[{"addresses":[{"ip":"192.0.2.1"}],"ports":[{"port":5432}]}]}""");
        made.Code.ShouldBe(201, made.Text);
        made.Json["subsets"]!.ToJsonString().ShouldBe("""[{"addresses":[{"ip":"192.0.2.1"}],"ports":[{"port":5432,"protocol":"TCP"}]}]""");
        var slice = await api.PostAsync(Slices, """{"metadata":{"name":"db-1"},"addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1"],"conditions":{"ready":true}}],"ports":[{"port":5432}]}""");
        slice.Code.ShouldBe(201, slice.Text);
        slice.Json["ports"]!.ToJsonString().ShouldBe("""[{"name":"","protocol":"TCP","port":5432}]""");
        (await api.MergeAsync(Slices + "/db-1", """{"endpoints":[]}""")).Json["metadata"]!["generation"]!.GetValue<int>().ShouldBe(2);
        (await api.MergeAsync(Slices + "/db-1", """{"addressType":"IPv6"}""")).Message.ShouldContain("addressType: Invalid value: \"IPv6\": field is immutable");
    }

    [Theory]
    [InlineData("127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("169.254.1.1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("224.0.0.7", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")]
    [InlineData("0.0.0.0", "may not be unspecified (0.0.0.0 or ::)")]
    [InlineData("1.2.3", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    public async Task Addresses_that_mean_another_place_to_everybody_are_refused(string ip, string fault)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync(Endpoints, $$$"""{"metadata":{"name":"db"},"subsets":[{"addresses":[{"ip":"{{{ip}}}"}],"ports":[{"port":1}]}]}""");
        (answer.Code, answer.Message).ShouldBe((422, $"Endpoints \"db\" is invalid: subsets[0].addresses[0].ip: Invalid value: \"{ip}\": {fault}"));
    }
}
