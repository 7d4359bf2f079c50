using System.Text;

namespace LocalPods.Orchestrator.Tests.Server.Patching;

/// <summary>Patches are checked as whole objects are: unknown fields, fields written twice, dry runs, and nothing that makes the server fail.</summary>
public sealed class PatchValidationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Json = "application/json-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    public static TheoryData<string, string> Unknown() => new()
    {
        { Merge, """{"spec":{"foo":1}}""" },
        { Strategic, """{"spec":{"foo":1}}""" },
        { Json, """[{"op":"add","path":"/spec/foo","value":1}]""" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    [Trait("spec", "API-40")]
    public async Task An_unknown_field_in_a_patch_is_refused_warned_of_or_dropped(string type, string patch)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var strict = await api.SendAsync(HttpMethod.Patch, Pods + "/web?fieldValidation=Strict", patch, type);
        (strict.Code, strict.Reason).ShouldBe((422, "Invalid"));
        strict.Message.ShouldStartWith(" \"\" is invalid: patch: Invalid value: \"{");
        strict.Message.ShouldEndWith("}\": strict decoding error: unknown field \"spec.foo\"");
        strict.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().ShouldBe("patch");
        var warned = await api.SendAsync(HttpMethod.Patch, Pods + "/web?fieldValidation=Warn", patch, type);
        (warned.Code, warned.Warnings).ShouldBe((200, "299 - \"unknown field \\\"spec.foo\\\"\""));
        warned.Json["spec"]!["foo"].ShouldBeNull();
        (await api.SendAsync(HttpMethod.Patch, Pods + "/web?fieldValidation=Ignore", patch, type)).Warnings.ShouldBe("");
    }

    [Fact]
    [Trait("spec", "API-40")]
    public async Task A_field_written_twice_in_a_patch_counts_as_it_was_written_last_unless_that_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        const string twice = """{"metadata":{"labels":{"a":"1","a":"2"}}}""";
        var strict = await api.SendAsync(HttpMethod.Patch, Pods + "/web?fieldValidation=Strict", twice, Merge);
        strict.Code.ShouldBe(422);
        strict.Message.ShouldEndWith("strict decoding error: duplicate field \"metadata.labels.a\"");
        var warned = await api.SendAsync(HttpMethod.Patch, Pods + "/web", twice, Merge);
        warned.Warnings.ShouldBe("299 - \"duplicate field \\\"metadata.labels.a\\\"\"");
        warned.Json["metadata"]!["labels"]!["a"]!.GetValue<string>().ShouldBe("2");
    }

    [Fact]
    [Trait("spec", "API-39")]
    public async Task Every_verb_can_be_tried_without_storing_anything()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web", """{"app":"x"}""");
        var before = api.Store.Revision;
        (await api.PutAsync(Pods + "/web?dryRun=All", (await api.GetAsync(Pods + "/web")).Text.Replace("\"x\"", "\"y\"", StringComparison.Ordinal))).Code.ShouldBe(200);
        foreach (var (type, patch) in new[]
        {
            (Merge, """{"metadata":{"labels":{"a":"1"}}}"""), (Strategic, """{"metadata":{"labels":{"a":"1"}}}"""),
            (Json, """[{"op":"add","path":"/metadata/labels/a","value":"1"}]"""), (Apply, """{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"a":"1"}}}"""),
        })
        {
            var would = await api.SendAsync(HttpMethod.Patch, Pods + "/web?dryRun=All&fieldManager=m", patch, type);
            (would.Code, would.Json["metadata"]!["labels"]!["a"]!.GetValue<string>()).ShouldBe((200, "1"));
        }

        (await api.SendAsync(HttpMethod.Patch, Pods + "/web/status?dryRun=All", """{"status":{"reason":"r"}}""", Merge)).Json["status"]!["reason"]!.GetValue<string>().ShouldBe("r");
        (await api.DeleteAsync(Pods + "/web?dryRun=All")).Code.ShouldBe(200);
        (await api.DeleteAsync(Pods + "/web", """{"dryRun":["All"]}""")).Code.ShouldBe(200);
        (await api.DeleteAsync(Pods + "?dryRun=All")).Names.ShouldBe(["web"]);
        (await api.DeleteAsync(Pods, """{"dryRun":["All"]}""")).Names.ShouldBe(["web"]);
        api.Store.Revision.ShouldBe(before);
        (await api.DeleteAsync(Pods + "?dryRun=some")).Code.ShouldBe(422);
    }

    [Theory]
    [InlineData("?force=true", 422, "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")]
    [InlineData("?dryRun=x", 422, "PatchOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: []string{\"x\"}: supported values: \"All\"")]
    [InlineData("?fieldValidation=x", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"x\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("?fieldManager=a%0Ab", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\nb\": invalid character U+000A (at position 1)")]
    public async Task Options_that_make_no_sense_are_refused(string query, int code, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.MergeAsync(Pods + "/web" + query, "{}");
        (answer.Code, answer.Message).ShouldBe((code, message));
        (await api.MergeAsync(Pods + "/web?fieldManager=" + new string('m', 129), "{}")).Message.ShouldEndWith("fieldManager: Too long: may not be more than 128 bytes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_patch_makes_the_server_fail_or_leaves_an_object_that_cannot_be_read(int seed)
    {
        var random = new Random(seed);
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web", """{"app":"x"}""");
        for (var i = 0; i < 400; i++)
        {
            var type = Pick(random, Merge, Strategic, Json, Apply);
            var patch = type == Json ? $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Operation(random)))}]" : Value(random, 5);
            var answer = await api.SendAsync(HttpMethod.Patch, $"{Pods}/web{Pick(random, "", "/status", "/ephemeralcontainers")}?fieldManager=m&x={i}{(type == Apply ? "&force=true" : "")}", patch, type);
            answer.Code.ShouldBeLessThan(500, $"seed {seed}, patch {i} ({type}): {patch}\n{answer.Text}");
            var now = await api.GetAsync(Pods + "/web");
            now.Code.ShouldBe(200);
            (await api.PutAsync(Pods + "/web?dryRun=All", now.Text)).Code.ShouldBe(200, $"seed {seed}, after patch {i} ({type}): {patch}\n{now.Text}");
        }
    }

    private static string Operation(Random random) =>
        $$"""{"op":"{{Pick(random, "add", "remove", "replace", "move", "copy", "test")}}","path":"{{Pointer(random)}}","from":"{{Pointer(random)}}","value":{{Value(random, 2)}}}""";

    private static string Pointer(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "/" + Pick(random, "metadata", "labels", "spec", "containers", "0", "-", "name", "managedFields", "x~1y", "status")));

    // Shaped like a pod often enough to get past the first check.
    private static string Value(Random random, int depth)
    {
        if (depth == 5)
        {
            return $$"""{"apiVersion":"v1","kind":"Pod","metadata":{{Value(random, 3)}},"spec":{{Value(random, 4)}},"status":{{Value(random, 3)}}}""";
        }

        if (depth == 0 || random.Next(5) == 0)
        {
            return Pick(random, "null", "1", "true", "\"a\"", "\"busybox:1.36\"", "[]", "{}", "\"replace\"", "\"delete\"");
        }

        if (random.Next(4) == 0)
        {
            return $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}]";
        }

        var text = new StringBuilder("{");
        for (var i = random.Next(4); i > 0; i--)
        {
            var name = Pick(
                random, "labels", "annotations", "a", "containers", "name", "image", "env", "ports", "$patch", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers",
                "finalizers", "ownerReferences", "managedFields", "volumes", "emptyDir", "conditions", "type", "tolerations", "ephemeralContainers", "resourceVersion", "uid");
            text.Append(text.Length > 1 ? "," : "").Append($"\"{name}\":").Append(Value(random, depth - 1));
        }

        return text.Append('}').ToString();
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];
}
