using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Services as objects: what they get, and what nobody else may have then.</summary>
public sealed class ServiceTests
{
    private const string Services = "/api/v1/namespaces/default/services";
    private const string OnePort = """ "ports":[{"port":80}] """;

    [Fact]
    public async Task A_service_gets_an_address_and_what_it_leaves_open()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await CreateAsync(api, "web", """ "selector":{"app":"web"},"ports":[{"port":80}] """);
        made.Code.ShouldBe(201, made.Text);
        var spec = made.Json["spec"]!.AsObject();
        var ip = Ip(made);
        ip.ShouldMatch(@"^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$");
        spec.Remove("clusterIP");
        spec["clusterIPs"]!.ToJsonString().ShouldBe($"[\"{ip}\"]");
        spec.Remove("clusterIPs");
        spec.ToJsonString().ShouldBe(JsonNode.Parse("""
            {"ports":[{"protocol":"TCP","port":80,"targetPort":80}],"selector":{"app":"web"},"type":"ClusterIP","sessionAffinity":"None",
             "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"}
            """)!.ToJsonString());
        made.Json["status"]!.ToJsonString().ShouldBe("""{"loadBalancer":{}}""");
    }

    [Fact]
    [Trait("spec", "API-59")]
    public async Task An_address_is_of_the_range_unique_unchangeable_and_free_again_after_a_delete()
    {
        await using var api = await ApiHost.StartAsync();
        const string asked = """ "clusterIP":"10.96.3.3","ports":[{"port":80}] """;
        (await CreateAsync(api, "a", asked)).Code.ShouldBe(201);
        var taken = await CreateAsync(api, "b", asked);
        taken.Code.ShouldBe(422);
        taken.Message.ShouldBe(
            "Service \"b\" is invalid: spec.clusterIPs: Invalid value: []string{\"10.96.3.3\"}: failed to allocated ip:10.96.3.3 with error:provided IP is already allocated");
        (await CreateAsync(api, "b", """ "clusterIP":"1.2.3.4","ports":[{"port":80}] """)).Message.ShouldBe(
            "Service \"b\" is invalid: spec.clusterIPs: Invalid value: []string{\"1.2.3.4\"}: failed to allocated ip:1.2.3.4 with error:provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/12");
        (await api.MergeAsync(Services + "/a", """{"spec":{"clusterIP":"10.96.3.4","clusterIPs":["10.96.3.4"]}}""")).Message.ShouldBe(
            "Service \"a\" is invalid: spec.clusterIPs[0]: Invalid value: []string{\"10.96.3.4\"}: may not change once set");
        await api.DeleteAsync(Services + "/a");
        (await CreateAsync(api, "b", asked)).Code.ShouldBe(201);
    }

    [Fact]
    [Trait("spec", "API-59")]
    public async Task Node_ports_are_of_their_range_and_kept_by_who_does_not_name_them()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await CreateAsync(api, "web", """ "type":"NodePort","ports":[{"port":80}] """);
        var port = NodePort(made);
        port.ShouldBeInRange(30000, 32767);
        NodePort(await api.PutAsync(Services + "/web", Manifest("web", """ "type":"NodePort","ports":[{"port":80,"targetPort":8080}] """))).ShouldBe(port);
        (await CreateAsync(api, "other", $$""" "type":"NodePort","ports":[{"port":80,"nodePort":{{port}}}] """)).Message.ShouldBe(
            $"Service \"other\" is invalid: spec.ports[0].nodePort: Invalid value: {port}: provided port is already allocated");
        (await CreateAsync(api, "other", """ "type":"NodePort","ports":[{"port":80,"nodePort":20}] """)).Message.ShouldBe(
            "Service \"other\" is invalid: spec.ports[0].nodePort: Invalid value: 20: provided port is not in the valid range. The range of valid ports is 30000-32767");
        var inside = await api.PutAsync(Services + "/web", Manifest("web", OnePort));
        inside.Code.ShouldBe(200, inside.Text);
        inside.Json["spec"]!["ports"]![0]!.AsObject().ContainsKey("nodePort").ShouldBeFalse();
        Ip(inside).ShouldBe(Ip(made));
    }

    [Fact]
    public async Task Headless_and_external_services_have_no_address()
    {
        await using var api = await ApiHost.StartAsync();
        (await CreateAsync(api, "headless", """ "clusterIP":"None","ports":[{"port":80}] """)).Json["spec"]!["clusterIPs"]!.ToJsonString().ShouldBe("""["None"]""");
        var external = await CreateAsync(api, "external", """ "type":"ExternalName","externalName":"db.example" """);
        external.Code.ShouldBe(201, external.Text);
        external.Json["spec"]!.AsObject().ContainsKey("clusterIP").ShouldBeFalse();
        Ip(await api.MergeAsync(Services + "/external", """{"spec":{"type":"ClusterIP","externalName":null,"ports":[{"port":1}]}}""")).ShouldStartWith("10.");
    }

    [Fact]
    public async Task Services_made_at_once_get_different_addresses()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => CreateAsync(api, $"s{i}", OnePort)));
        made.ShouldAllBe(m => m.Code == 201);
        made.Select(Ip).ShouldBeUnique();
    }

    [Fact]
    public async Task A_question_keeps_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        const string asked = """ "clusterIP":"10.96.3.3","ports":[{"port":80}] """;
        (await api.PostAsync(Services + "?dryRun=All", Manifest("a", asked))).Code.ShouldBe(201);
        (await CreateAsync(api, "b", asked)).Code.ShouldBe(201);
    }

    private static Task<ApiAnswer> CreateAsync(ApiHost api, string name, string spec) => api.PostAsync(Services, Manifest(name, spec));

    private static string Manifest(string name, string spec) => $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}}}""";

    private static string Ip(ApiAnswer answer) => answer.Json["spec"]!["clusterIP"]!.GetValue<string>();

    private static int NodePort(ApiAnswer answer) => answer.Json["spec"]!["ports"]![0]!["nodePort"]!.GetValue<int>();
}
