using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.OpenApi;

namespace LocalPods.Orchestrator.Tests.Server.OpenApi;

public sealed class OpenApiTests
{
    private static readonly SchemaCatalog s_catalog = new(ResourceRegistry.Default().All);

    [Fact]
    public void Every_field_of_every_kind_has_a_description()
    {
        s_catalog.All.Length.ShouldBeGreaterThan(100);
        s_catalog.All.Where(s => s.Description.Length == 0).Select(s => s.Name).ShouldBeEmpty();
        s_catalog.All.SelectMany(s => s.Fields.Where(f => f.Description.Length == 0).Select(f => $"{s.Name}.{f.Name}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_that_explain_may_be_asked_about_has_a_description_in_what_is_served()
    {
        await using var api = await ApiHost.StartAsync();
        var (kinds, fields) = (0, 0);
        foreach (var (_, version) in (await api.GetAsync("/openapi/v3")).Json["paths"]!.AsObject())
        {
            var document = (await api.GetAsync(version!["serverRelativeURL"]!.GetValue<string>())).Json;
            var schemas = document["components"]?["schemas"]?.AsObject();
            foreach (var (name, schema) in schemas ?? [])
            {
                kinds += schema!["x-kubernetes-group-version-kind"] is null ? 0 : 1;
                schema["description"]?.GetValue<string>().ShouldNotBeNullOrEmpty(name);
                foreach (var (field, told) in schema["properties"]?.AsObject() ?? [])
                {
                    fields++;
                    told!["description"].ShouldNotBeNull($"{name}.{field}").GetValue<string>().ShouldNotBeNullOrEmpty($"{name}.{field}");
                }
            }
        }

        kinds.ShouldBeGreaterThan(25);
        fields.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Descriptions_are_plain_text() =>
        s_catalog.All.SelectMany(s => s.Fields.Select(f => f.Description).Append(s.Description)).ShouldAllBe(d => !d.Contains('<') && !d.Contains("  ") && d == d.Trim());

    [Fact]
    public void What_must_be_given_is_required_and_nothing_else()
    {
        Required("io.k8s.api.core.v1.PodSpec").ShouldBe(["containers"]);
        Required("io.k8s.api.core.v1.Container").ShouldBe(["name"]);
        Required("io.k8s.api.core.v1.ContainerPort").ShouldBe(["containerPort"]);
        Required("io.k8s.api.core.v1.Pod").ShouldBeEmpty();
        Required("io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference").ShouldBe(["apiVersion", "kind", "name", "uid"]);
    }

    [Fact]
    public async Task Every_reference_of_either_version_leads_somewhere()
    {
        await using var api = await ApiHost.StartAsync();
        var v2 = (await api.GetAsync("/openapi/v2")).Json;
        var v3 = (await api.GetAsync("/openapi/v3/api/v1")).Json;
        foreach (var (document, schemas, prefix) in new[] { (v2, v2["definitions"]!.AsObject(), "#/definitions/"), (v3, v3["components"]!["schemas"]!.AsObject(), "#/components/schemas/") })
        {
            var references = Nodes(document).OfType<JsonObject>().Select(o => o["$ref"]).OfType<JsonValue>().Select(r => r.GetValue<string>()).Distinct().ToList();
            references.Count.ShouldBeGreaterThan(50);
            references.ShouldAllBe(r => r.StartsWith(prefix, StringComparison.Ordinal) && schemas.ContainsKey(r.Substring(prefix.Length)));
        }
    }

    [Fact]
    [Trait("spec", "API-04")]
    public async Task The_patch_of_every_kind_tells_what_writes_understand()
    {
        await using var api = await ApiHost.StartAsync();
        var patches = Nodes((await api.GetAsync("/openapi/v3/api/v1")).Json["paths"]).OfType<JsonObject>().Select(o => o["patch"]).OfType<JsonObject>().ToList();
        foreach (var kind in ResourceRegistry.Default().All.Where(d => d.Names.ApiVersion == "v1" && d.Verbs.Contains("patch")).Select(d => d.Names.Kind))
        {
            var patch = patches.Find(p => p["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>() == kind).ShouldNotBeNull(kind);
            patch["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).ShouldBeSubsetOf(["dryRun", "fieldManager", "fieldValidation", "force"]);
        }
    }

    [Fact]
    public async Task Lists_say_how_they_are_merged()
    {
        await using var api = await ApiHost.StartAsync();
        var schemas = (await api.GetAsync("/openapi/v3/api/v1")).Json["components"]!["schemas"]!;
        var containers = schemas["io.k8s.api.core.v1.PodSpec"]!["properties"]!["containers"]!;
        containers["x-kubernetes-patch-merge-key"]!.GetValue<string>().ShouldBe("name");
        containers["x-kubernetes-patch-strategy"]!.GetValue<string>().ShouldBe("merge");
        containers["x-kubernetes-list-map-keys"]!.ToJsonString().ShouldBe("""["name"]""");
        var ports = schemas["io.k8s.api.core.v1.Container"]!["properties"]!["ports"]!;
        ports["x-kubernetes-list-map-keys"]!.ToJsonString().ShouldBe("""["containerPort","protocol"]""");
        schemas["io.k8s.api.core.v1.PodSpec"]!["properties"]!["tolerations"]!["x-kubernetes-list-type"]!.GetValue<string>().ShouldBe("atomic");
    }

    [Fact]
    [Trait("spec", "API-03")]
    public async Task Version_2_comes_as_protobuf_to_who_asks_as_kubectl_does()
    {
        await using var api = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2?timeout=32s");
        request.Headers.TryAddWithoutValidation("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
        using var response = await api.Client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        bytes.AsSpan(0, 5).SequenceEqual("\n\u00032.0"u8).ShouldBeTrue();
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        response.Headers.ETag.ShouldNotBeNull();

        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2");
        again.Headers.TryAddWithoutValidation("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag);
        (await api.Client.SendAsync(again)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotModified);
        (await api.GetAsync("/openapi/v2")).Json["swagger"]!.GetValue<string>().ShouldBe("2.0");
    }

    [Fact]
    [Trait("spec", "API-05")]
    public async Task A_hash_in_the_address_is_right_or_leads_to_the_right_one()
    {
        await using var api = await ApiHost.StartAsync();
        var url = (await api.GetAsync("/openapi/v3")).Json["paths"]!["api/v1"]!["serverRelativeURL"]!.GetValue<string>();
        url.ShouldMatch("^/openapi/v3/api/v1\\?hash=[0-9A-F]{128}$");
        using var right = await api.Client.GetAsync(url);
        right.Headers.CacheControl.ShouldBe(CacheControlHeaderValue.Parse("public, immutable"));
        right.Content.Headers.Expires.ShouldNotBeNull();
        using var wrong = await api.Client.GetAsync("/openapi/v3/api/v1?hash=00");
        wrong.RequestMessage!.RequestUri!.PathAndQuery.ShouldBe(url);
        (await api.GetAsync("/openapi/v3/apis/nothing/v1")).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "v2")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json", "v2beta1")]
    [Trait("spec", "API-01")]
    [Trait("spec", "KC-03")]
    public async Task Discovery_comes_in_one_piece_in_the_version_asked_for(string accept, string version)
    {
        await using var api = await ApiHost.StartAsync();
        var core = await api.GetAsync("/api", accept);
        core.ContentType.ShouldBe($"application/json; g=apidiscovery.k8s.io; v={version}; as=APIGroupDiscoveryList");
        var resources = core.Json["items"]![0]!["versions"]![0]!["resources"]!.AsArray();
        resources.Select(r => r!["resource"]!.GetValue<string>()).ShouldContain("pods");
        var pods = resources.First(r => r!["resource"]!.GetValue<string>() == "pods")!;
        pods["scope"]!.GetValue<string>().ShouldBe("Namespaced");
        pods["subresources"]!.AsArray().Select(s => s!["subresource"]!.GetValue<string>()).ShouldContain("log");
        (await api.GetAsync("/apis", accept)).Json["kind"]!.GetValue<string>().ShouldBe("APIGroupDiscoveryList");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json, */*")]
    [InlineData("application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json")]
    [Trait("spec", "API-01")]
    [Trait("spec", "KC-01")]
    [Trait("spec", "KC-04")]
    public async Task Others_get_the_older_documents(string accept)
    {
        await using var api = await ApiHost.StartAsync();
        (await api.GetAsync("/apis", accept)).Json["kind"]!.GetValue<string>().ShouldBe("APIGroupList");
        (await api.GetAsync("/api", accept)).Json["kind"]!.GetValue<string>().ShouldBe("APIVersions");
    }

    private static IEnumerable<string> Required(string name) => s_catalog.All.First(s => s.Name == name).Fields.Where(f => f.Required).Select(f => f.Name);

    private static IEnumerable<JsonNode?> Nodes(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).SelectMany(Nodes).Prepend(o),
        JsonArray a => a.SelectMany(Nodes).Prepend(a),
        _ => [node],
    };
}
