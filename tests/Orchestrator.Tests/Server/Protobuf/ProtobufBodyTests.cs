using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LocalPods.Api.Authentication;
using LocalPods.Api.Authorization;
using LocalPods.Api.Core;
using LocalPods.Api.Rbac;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server;
using LocalPods.Orchestrator.Server.Protobuf;

namespace LocalPods.Orchestrator.Tests.Server.Protobuf;

public sealed class ProtobufBodyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData(typeof(Pod))]
    [InlineData(typeof(Node))]
    [InlineData(typeof(Namespace))]
    [InlineData(typeof(Event))]
    [InlineData(typeof(ServiceAccount))]
    [InlineData(typeof(Role), "rbac.authorization.k8s.io/v1")]
    [InlineData(typeof(ClusterRole), "rbac.authorization.k8s.io/v1")]
    [InlineData(typeof(RoleBinding), "rbac.authorization.k8s.io/v1")]
    [InlineData(typeof(ClusterRoleBinding), "rbac.authorization.k8s.io/v1")]
    [InlineData(typeof(SelfSubjectAccessReview), "authorization.k8s.io/v1")]
    [InlineData(typeof(SubjectAccessReview), "authorization.k8s.io/v1")]
    [InlineData(typeof(SelfSubjectRulesReview), "authorization.k8s.io/v1")]
    [InlineData(typeof(TokenRequest), "authentication.k8s.io/v1")]
    [InlineData(typeof(TokenReview), "authentication.k8s.io/v1")]
    [InlineData(typeof(SelfSubjectReview), "authentication.k8s.io/v1")]
    public void An_object_with_every_field_set_is_the_same_in_both_forms(Type kind, string version = "v1")
    {
        var info = ApiJson.Options.GetTypeInfo(kind);
        var json = System.Text.Json.JsonSerializer.SerializeToNode(ModelSample.Of(kind), info)!.AsObject();
        json["kind"] = kind.Name;
        json["apiVersion"] = version;
        var read = ProtobufBody.Read(ProtobufWriter.Body(json), kind.Name);
        Sorted(read).ShouldBe(Sorted(json));
    }

    [Fact]
    [Trait("spec", "API-08")]
    [Trait("spec", "API-09")]
    public async Task A_pod_in_protobuf_is_stored_as_the_same_pod_in_json()
    {
        await using var api = await ApiHost.StartAsync();
        var manifest = JsonNode.Parse(Manifests.Pod("a", """{"x":"y"}""", "busybox:1.32.0"))!.AsObject();
        manifest["kind"] = "Pod";
        manifest["apiVersion"] = "v1";
        var answer = await SendAsync(api, HttpMethod.Post, Pods, ProtobufWriter.Body(manifest));
        answer.Code.ShouldBe(201, answer.Text);
        answer.ContentType.ShouldBe("application/json");
        manifest["metadata"]!["name"] = "b";
        var other = await api.PostAsync(Pods, manifest.ToJsonString());
        other.Code.ShouldBe(201, other.Text);
        answer.Json["spec"]!.ToJsonString().ShouldBe(other.Json["spec"]!.ToJsonString());
        answer.Json["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"x":"y"}""");
    }

    [Fact]
    public async Task What_kubectl_1_33_sends_for_create_namespace_is_read()
    {
        await using var api = await ApiHost.StartAsync();
        var body = Convert.FromHexString("6b3873000a0f0a02763112094e616d657370616365121b0a130a0377656212001a0022002a0032003800420012001a020a001a002200");
        var answer = await SendAsync(api, HttpMethod.Post, "/api/v1/namespaces?fieldManager=kubectl-create&fieldValidation=Strict", body);
        answer.Code.ShouldBe(201, answer.Text);
        answer.Json["metadata"]!["name"]!.GetValue<string>().ShouldBe("web");
    }

    [Fact]
    public async Task Delete_options_are_read()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        var options = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "v1", ["gracePeriodSeconds"] = 7, ["preconditions"] = new JsonObject { ["uid"] = "x" } };
        (await SendAsync(api, HttpMethod.Delete, Pods + "/a", ProtobufWriter.Body(options))).Reason.ShouldBe("Conflict");
        options.Remove("preconditions");
        var answer = await SendAsync(api, HttpMethod.Delete, Pods + "/a", ProtobufWriter.Body(options));
        answer.Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().ShouldBe(7);
        options["gracePeriodSeconds"] = 0; // given, although zero
        (await SendAsync(api, HttpMethod.Delete, Pods + "/a", ProtobufWriter.Body(options))).Json["status"]!.GetValue<string>().ShouldBe("Success");
    }

    [Fact]
    [Trait("spec", "API-11")]
    public async Task Types_of_content_that_are_not_known_are_refused_with_those_that_are()
    {
        await using var api = await ApiHost.StartAsync();
        var refused = await api.SendAsync(HttpMethod.Post, Pods, "<pod/>", "application/xml");
        refused.Code.ShouldBe(415);
        refused.Reason.ShouldBe("UnsupportedMediaType");
        refused.Message.ShouldBe(
            "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        (await api.GetAsync(Pods, "application/vnd.kubernetes.protobuf")).Reason.ShouldBe("NotAcceptable");
        (await api.GetAsync(Pods, "application/vnd.kubernetes.protobuf,application/json")).Code.ShouldBe(200);
        (await api.GetAsync(Pods, "application/vnd.kubernetes.protobuf, */*")).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("", "the body does not begin with the magic number of Kubernetes")]
    [InlineData("6b387300", "kind \"\" of \"\" is not known")]
    [InlineData("6b3873000a0f0a02763112094e616d65737061", "unexpected end")]
    [InlineData("6b3873000a0f0a02763112094e616d657370616365121b0a13", "unexpected end")]
    [InlineData("6b3873000a0f0a02763112094e616d65737061636512020803", "a field has wire type 0 where 2 is expected")]
    [InlineData("6b3873000a0f0a02763112094e616d65737061636512050a030a01ff", "a string is not valid UTF-8")]
    [InlineData("6b3873005b", "wire type 3 is not used here")]
    [InlineData("6b38730002", "a field has no valid number")]
    public async Task Broken_bodies_are_refused_with_the_reason(string hex, string why)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await SendAsync(api, HttpMethod.Post, "/api/v1/namespaces", Convert.FromHexString(hex));
        (answer.Code, answer.Message).ShouldBe((400, $"the object provided is unrecognized (must be of type Namespace): protobuf: {why}"));
    }

    [Fact]
    public void Whatever_the_bytes_there_is_an_object_or_a_refusal()
    {
        var random = new Random(5);
        var json = ApiJson.ToJson((Pod)ModelSample.Of(typeof(Pod)));
        json["kind"] = "Pod";
        json["apiVersion"] = "v1";
        var valid = ProtobufWriter.Body(json);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = valid[..random.Next(valid.Length)];
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 40; flips--)
            {
                bytes[random.Next(20, bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                ProtobufBody.Read(bytes, "Pod").ShouldNotBeNull();
            }
            catch (ApiException e)
            {
                e.Status.Code.ShouldBe(400);
            }
        }
    }

    [Fact]
    public async Task A_large_answer_is_compressed_for_who_takes_it()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("small");
        (await EncodingAsync("gzip")).ShouldBeEmpty();
        for (var i = 0; i < 8; i++)
        {
            var pod = JsonNode.Parse(Manifests.Pod($"p{i}", "{}", "busybox:1.32.0"))!;
            pod["metadata"]!["annotations"] = new JsonObject { ["text"] = new string('a', 20_000) };
            (await api.PostAsync(Pods, pod.ToJsonString())).Code.ShouldBe(201);
        }

        (await EncodingAsync("gzip")).ShouldBe("gzip");
        (await EncodingAsync("br, gzip;q=0.5")).ShouldBe("gzip");
        (await EncodingAsync("gzip;q=0")).ShouldBeEmpty();
        (await EncodingAsync("br")).ShouldBeEmpty();

        async Task<string> EncodingAsync(string accepted)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pods");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var response = await api.Client.SendAsync(request);
            var encoding = string.Join(',', response.Content.Headers.ContentEncoding);
            await using var body = await response.Content.ReadAsStreamAsync();
            await using var plain = encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : body;
            (await JsonNode.ParseAsync(plain))!["kind"]!.GetValue<string>().ShouldBe("PodList");
            return encoding;
        }
    }

    private static async Task<ApiAnswer> SendAsync(ApiHost api, HttpMethod method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/vnd.kubernetes.protobuf");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.kubernetes.protobuf,application/json");
        using var response = await api.Client.SendAsync(request);
        return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString() ?? "", "");
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject o => $"{{{string.Join(",", o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Sorted(p.Value)}"))}}}",
        JsonArray a => $"[{string.Join(",", a.Select(Sorted))}]",
        _ => node?.ToJsonString() ?? "null",
    };
}
