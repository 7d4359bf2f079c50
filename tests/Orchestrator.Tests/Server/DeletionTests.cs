using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class DeletionTests
{
    private const string Path = "/api/v1/namespaces/default/pods";

    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Columns: what the pod is (node, phase, grace of the spec, seconds since and grace of an earlier delete, finalizers), the
    /// grace of the request, and what becomes of it: the step, grace, and the seconds from now to the end.
    /// </summary>
    [Theory]
    [InlineData("n", "Running", 30, null, null, "", null, "Mark", 30, 30)]
    [InlineData("n", "Running", 30, null, null, "", 5, "Mark", 5, 5)]
    [InlineData("n", "Running", 30, null, null, "", 100, "Mark", 100, 100)]
    [InlineData("n", "Running", 30, null, null, "", -7, "Mark", 1, 1)]
    [InlineData("n", "Running", 30, null, null, "", 0, "MarkAndRemove", 0, 0)]
    [InlineData("n", "Running", 30, null, null, "a/b", 0, "Mark", 0, 0)]
    [InlineData("n", "Pending", 0, null, null, "", null, "MarkAndRemove", 0, 0)]
    [InlineData("", "Pending", 30, null, null, "", null, "MarkAndRemove", 0, 0)]
    [InlineData("n", "Succeeded", 30, null, null, "", null, "Remove", null, null)]
    [InlineData("n", "Failed", 30, null, null, "", 60, "Remove", null, null)]
    [InlineData("n", "Failed", 30, null, null, "a/b", null, "Mark", 0, 0)]
    [InlineData("n", "Running", 30, 10, 30, "", null, "Nothing", null, null)]
    [InlineData("n", "Running", 30, 10, 30, "", 30, "Nothing", null, null)]
    [InlineData("n", "Running", 30, 10, 30, "", 60, "Nothing", null, null)]
    [InlineData("n", "Running", 30, 10, 30, "", 20, "Mark", 20, 10)]
    [InlineData("n", "Running", 30, 10, 30, "", 5, "Mark", 1, 0)]
    [InlineData("n", "Running", 30, 10, 30, "", 0, "MarkAndRemove", 0, 0)]
    [InlineData("n", "Running", 30, 10, 30, "a/b", 0, "Mark", 0, 0)]
    [InlineData("n", "Running", 30, 10, 0, "a/b", 0, "Nothing", null, null)]
    [InlineData("n", "Running", 30, 10, 0, "", null, "Remove", null, null)]
    [Trait("spec", "PL-55")]
    public void A_delete_request_marks_shortens_or_removes(
        string node, string phase, int specGrace, int? askedAgo, int? earlierGrace, string finalizer, int? requested, string step, int? grace, int? endsIn)
    {
        var metadata = new JsonObject { ["name"] = "p", ["generation"] = 1 };
        if (finalizer.Length > 0)
        {
            metadata["finalizers"] = new JsonArray(finalizer);
        }

        if (earlierGrace is not null)
        {
            metadata["deletionGracePeriodSeconds"] = earlierGrace;
            metadata["deletionTimestamp"] = ObjectMetadata.Time(s_now.AddSeconds(earlierGrace.Value - askedAgo!.Value));
        }

        var pod = new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["nodeName"] = node, ["terminationGracePeriodSeconds"] = specGrace },
            ["status"] = new JsonObject { ["phase"] = phase },
        };
        var stored = new StoredObject(new("pods", "default", "p"), 5, System.Text.Encoding.UTF8.GetBytes(pod.ToJsonString()));
        var decided = Deletion.Decide(new PodResource(), stored, new LocalPods.Api.Meta.DeleteOptions { GracePeriodSeconds = requested }, s_now);
        decided.GetType().Name.ShouldBe(step);
        var content = decided switch
        {
            DeletionStep.Mark mark => mark.Content,
            DeletionStep.MarkAndRemove mark => mark.Content,
            _ => null,
        };
        (content is null).ShouldBe(grace is null);
        if (content is not null)
        {
            content["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<long>().ShouldBe(grace!.Value);
            content["metadata"]!["deletionTimestamp"]!.GetValue<string>().ShouldBe(ObjectMetadata.Time(s_now.AddSeconds(endsIn!.Value)));
            content["metadata"]!["generation"]!.GetValue<long>().ShouldBe(earlierGrace is null ? 2 : 1);
        }
    }

    [Fact]
    [Trait("spec", "API-44")]
    public async Task A_deleted_pod_stays_for_its_grace_which_a_later_request_may_shorten()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var first = await api.DeleteAsync(Path + "/web");
        first.Code.ShouldBe(200);
        first.Json["kind"]!.GetValue<string>().ShouldBe("Pod");
        first.Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<long>().ShouldBe(30);
        first.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
        first.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
        var same = await api.DeleteAsync(Path + "/web");
        same.Text.ShouldBe(first.Text);
        var shorter = await api.DeleteAsync(Path + "/web", """{"gracePeriodSeconds":10}""");
        shorter.Json["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<long>().ShouldBe(10);
        (End(first) - End(shorter)).ShouldBe(TimeSpan.FromSeconds(20));
        var again = await api.PostAsync(Path, Manifests.Pod("web"));
        (again.Code, again.Message).ShouldBe((409, "object is being deleted: pods \"web\" already exists"));
        var now = await api.DeleteAsync(Path + "/web?gracePeriodSeconds=0");
        now.Json["status"]!.GetValue<string>().ShouldBe("Success");
        (await api.GetAsync(Path + "/web")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_forced_delete_tells_watchers_of_the_lost_grace_before_the_pod_is_gone()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        await using var watch = await WatchStream.OpenAsync(api, $"{Path}?watch=true&resourceVersion={api.Store.Revision}");
        await api.DeleteAsync(Path + "/web", """{"gracePeriodSeconds":0}""");
        var marked = (await watch.NextAsync())!;
        marked["type"]!.GetValue<string>().ShouldBe("MODIFIED");
        marked["object"]!["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<long>().ShouldBe(0);
        (await watch.NextNameAsync()).ShouldBe("DELETED web");
    }

    [Fact]
    [Trait("spec", "API-45")]
    public async Task What_is_removed_at_once_is_answered_with_its_uid()
    {
        await using var api = await ApiHost.StartAsync();
        var node = await api.PostAsync("/api/v1/nodes", """{"metadata":{"name":"other"}}""");
        var uid = node.Json["metadata"]!["uid"]!.GetValue<string>();
        var deleted = await api.DeleteAsync("/api/v1/nodes/other");
        deleted.Text.ShouldBe($$$"""{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Success","details":{"name":"other","kind":"nodes","uid":"{{{uid}}}"}}""");
    }

    [Fact]
    public async Task A_precondition_that_does_not_hold_is_a_conflict()
    {
        await using var api = await ApiHost.StartAsync();
        var pod = await api.CreatePodAsync("web");
        var uid = pod["metadata"]!["uid"]!.GetValue<string>();
        var wrong = await api.DeleteAsync(Path + "/web", """{"preconditions":{"uid":"x"}}""");
        (wrong.Code, wrong.Message).ShouldBe(
            (409, $"Operation cannot be fulfilled on Pod \"web\": the UID in the precondition (x) does not match the UID in record ({uid}). The object might have been deleted and then recreated"));
        (await api.DeleteAsync(Path + "/web", """{"preconditions":{"resourceVersion":"1"}}""")).Code.ShouldBe(409);
        (await api.DeleteAsync(Path + "/web", $$$"""{"gracePeriodSeconds":0,"preconditions":{"uid":"{{{uid}}}"}}""")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_one_goes()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        await api.MergeAsync(Path + "/web", """{"metadata":{"finalizers":["a.b/c","a.b/d"]}}""");
        (await api.DeleteAsync(Path + "/web?gracePeriodSeconds=0")).Json["kind"]!.GetValue<string>().ShouldBe("Pod");
        var more = await api.MergeAsync(Path + "/web", """{"metadata":{"finalizers":["a.b/c","a.b/d","a.b/e"]}}""");
        (more.Code, more.Message).ShouldBe((422, "Pod \"web\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a.b/e\"}"));
        (await api.MergeAsync(Path + "/web", """{"metadata":{"finalizers":["a.b/d"]}}""")).Code.ShouldBe(200);
        (await api.GetAsync(Path + "/web")).Code.ShouldBe(200);
        (await api.MergeAsync(Path + "/web", """{"metadata":{"finalizers":null}}""")).Code.ShouldBe(200);
        (await api.GetAsync(Path + "/web")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selector()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a", """{"x":"1"}""");
        await api.CreatePodAsync("b", """{"x":"1"}""");
        await api.CreatePodAsync("c");
        var deleted = await api.DeleteAsync(Path + "?labelSelector=x%3D1&gracePeriodSeconds=0");
        deleted.Names.ShouldBe(["a", "b"]);
        (await api.GetAsync(Path)).Names.ShouldBe(["c"]);
    }

    [Theory]
    [InlineData("""{"propagationPolicy":"Foo"}""", "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Foo\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("""{"propagationPolicy":"Orphan","orphanDependents":true}""", "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: orphanDependents and deletionPropagation cannot be both set")]
    public async Task Delete_options_are_checked(string options, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.DeleteAsync(Path + "/web", options);
        (answer.Code, answer.Message).ShouldBe((422, message));
    }

    [Fact]
    [Trait("spec", "API-20")]
    public async Task A_deleted_namespace_takes_its_content_with_it()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync("/api/v1/namespaces", Manifests.Namespace("team"));
        const string pods = "/api/v1/namespaces/team/pods";
        await api.PostAsync(pods, Manifests.Pod("web"));
        await using var watch = await WatchStream.OpenAsync(api, $"/api/v1/namespaces?watch=true&resourceVersion={api.Store.Revision}");
        var deleted = await api.DeleteAsync("/api/v1/namespaces/team");
        deleted.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Terminating");
        var refused = await api.PostAsync(pods, Manifests.Pod("late"));
        (refused.Code, refused.Message).ShouldBe((403, "pods \"late\" is forbidden: unable to create new content in namespace team because it is being terminated"));
        refused.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().ShouldBe("NamespaceTerminating");
        (await watch.NextNameAsync()).ShouldBe("MODIFIED team");

        // The node ends the pod; here the test does.
        await ApiHost.EventuallyAsync(async () => (await api.GetAsync(pods + "/web")).Json["metadata"]!["deletionTimestamp"] is not null);
        await api.DeleteAsync(pods + "/web?gracePeriodSeconds=0");
        (await watch.NextNameAsync()).ShouldBe("DELETED team");
        (await api.GetAsync("/api/v1/namespaces/team")).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    [Trait("spec", "API-21")]
    public async Task The_first_namespaces_cannot_be_deleted(string name)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.DeleteAsync($"/api/v1/namespaces/{name}");
        (answer.Code, answer.Reason, answer.Message).ShouldBe((403, "Forbidden", $"namespaces \"{name}\" is forbidden: this namespace may not be deleted"));
    }

    private static DateTimeOffset End(ApiAnswer answer) =>
        DateTimeOffset.Parse(answer.Json["metadata"]!["deletionTimestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
