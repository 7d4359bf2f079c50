using System.Text;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Whatever comes in, the answer is never a failure of ours, and always one a client can read.</summary>
public sealed class FuzzTests
{
    private static readonly string[] s_segments =
        ["api", "apis", "v1", "watch", "namespaces", "default", "pods", "nodes", "events", "web", "status", "log", "exec", "finalize", "eviction", "binding", "portforward", "configmaps", "", "..", "%00", "%2F", "%E0%80", "x y", "ü", "localpods", "healthz"];

    private static readonly string[] s_queries =
        ["limit=-1", "limit=x", "continue=e30", "continue=%00", "labelSelector=a%20in%20(", "labelSelector=,,,", "fieldSelector=%3D", "fieldSelector=metadata.name%3D", "resourceVersion=-5", "resourceVersionMatch=Exact",
            "timeoutSeconds=1", "fieldValidation=Strict", "dryRun=All", "tailLines=99999999999", "sinceTime=x", "command=", "includeObject=x", "gracePeriodSeconds=-9223372036854775808", "propagationPolicy=", "watch", "sendInitialEvents=true"];

    private static readonly string[] s_bodies =
        ["", "null", "[]", "7", "\"x\"", "{", "{}", "{\"metadata\":null}", "{\"metadata\":[]}", "{\"metadata\":{\"name\":7}}", "{\"metadata\":{\"labels\":{\"a\":null}}}", "{\"spec\":{\"containers\":[null]}}",
            "{\"metadata\":{\"name\":\"web\",\"name\":\"x\"},\"spec\":{\"containers\":[]}}", "{\"metadata\":{\"name\":\"\\ud800\"}}", "[{\"op\":\"move\",\"from\":\"/metadata\",\"path\":\"/metadata/x\"}]", "[{\"op\":\"remove\",\"path\":\"\"}]",
            "[{\"op\":\"replace\",\"path\":\"/metadata\",\"value\":null}]", "{\"metadata\":{\"finalizers\":[null,7]}}", "{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}", "{\"gracePeriodSeconds\":1e400}", "{\"gracePeriodSeconds\":9223372036854775807}",
            "{\"spec\":null,\"status\":null}", "a: &a [*a]", "{\"metadata\":{\"name\":\"web\",\"deletionTimestamp\":\"2020-01-01T00:00:00Z\"}}", "{\"metadata\":{\"generateName\":\"-\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"];

    private static readonly string[] s_types =
        ["application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json", "application/vnd.kubernetes.protobuf", "text/plain"];

    private static readonly string[] s_accepts = ["*/*", "application/json", "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,*/*", ";;;=,", "text/html"];

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_request_makes_the_server_fail(int seed)
    {
        var random = new Random(seed);
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        for (var i = 0; i < 700; i++)
        {
            var path = i % 3 == 0 ? "/api/v1/namespaces/default/pods" + (i % 2 == 0 ? "/web" : "") : "/" + string.Join('/', Several(random, s_segments, 7));
            var query = string.Join('&', Several(random, s_queries, 3));
            var method = Pick(random, s_methods);
            using var request = new HttpRequestMessage(new HttpMethod(method), $"http://localhost{path}?{query}&timeoutSeconds=1".Replace("watch", random.Next(20) == 0 ? "watch" : "w", StringComparison.Ordinal));
            request.Headers.TryAddWithoutValidation("Accept", Pick(random, s_accepts));
            if (method is "POST" or "PUT" or "PATCH" or "DELETE")
            {
                request.Content = new ByteArrayContent(Body(random));
                request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, s_types));
            }

            using var response = await api.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            ((int)response.StatusCode).ShouldBeLessThan(500, $"seed {seed}, request {i}: {method} {request.RequestUri}: {text}");
        }

        (await api.GetAsync("/livez")).Text.ShouldBe("ok");
    }

    private static byte[] Body(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Manifests.Pod("web") : Pick(random, s_bodies));
        if (random.Next(4) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static IEnumerable<string> Several(Random random, string[] from, int most) => Enumerable.Range(0, random.Next(most + 1)).Select(_ => Pick(random, from));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
