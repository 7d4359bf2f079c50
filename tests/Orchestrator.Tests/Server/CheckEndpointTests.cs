using System.Collections.Immutable;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Server.Daemon;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A manifest is tried by the rules of the API, and nothing of it is kept.</summary>
public sealed class CheckEndpointTests
{
    private ImmutableArray<CheckedObject> _checked = [];

    [Fact]
    public async Task Every_object_is_tried_and_none_is_kept()
    {
        await using var api = await StartAsync();
        var before = api.Store.Revision;
        var answer = await api.PostAsync("/localpods/check", """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "c", "image": "busybox:1.32.0"}]}},
              {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "made"}},
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bad", "namespace": "made"}, "spec": {"restartPolicy": "Sometimes", "containers": [{"name": "C", "image": "busybox:1.32.0"}]}},
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lost", "namespace": "nowhere"}, "spec": {"containers": [{"name": "c", "image": "busybox:1.32.0"}]}},
              {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "x"}}
            ]}
            """);
        answer.Code.ShouldBe(200, answer.Text);
        api.Store.Revision.ShouldBe(before);
        _checked.Select(o => $"{o.Index} {o.Kind} {o.Namespace}/{o.Name} {string.Join(" ", o.Refusals.Select(r => r.Field))}").ShouldBe(
        [
            "0 Pod default/web ",
            "1 Namespace /made ",
            "2 Pod made/bad spec.containers[0].name spec.restartPolicy",
            "3 Pod nowhere/lost ",
            "4 Thing /x kind",
        ]);
        _checked[3].Refusals.ShouldHaveSingleItem().Says.ShouldBe("namespaces \"nowhere\" not found");
        _checked[0].Pod!.Spec.RestartPolicy.ShouldBe("Always");
    }

    [Fact]
    public async Task An_object_finds_what_the_manifest_brings_before_it_and_counts_with_it()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/localpods/check", """
            {"items": [
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "early"}, "spec": {"serviceAccountName": "robot", "containers": [{"name": "c", "image": "a"}]}},
              {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}, "imagePullSecrets": [{"name": "registry"}]},
              {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "few"}, "spec": {"hard": {"pods": "1"}}},
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}, "spec": {"serviceAccountName": "robot", "containers": [{"name": "c", "image": "a"}]}},
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two"}, "spec": {"containers": [{"name": "c", "image": "a"}]}}
            ]}
            """)).Code.ShouldBe(200);
        _checked.Select(o => string.Join(" ", o.Refusals.Select(r => r.Says))).ShouldBe(
        [
            "pods \"early\" is forbidden: error looking up service account default/robot: serviceaccount \"robot\" not found",
            "",
            "",
            "",
            "pods \"two\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1",
        ]);
        _checked[3].Pod!.Spec.ImagePullSecrets.ShouldHaveSingleItem().Name.ShouldBe("registry");
    }

    [Fact]
    public async Task An_object_that_is_there_is_tried_as_it_is_written()
    {
        await using var api = await StartAsync();
        await api.CreatePodAsync("web");
        (await api.PostAsync("/localpods/check", """{"items": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "resourceVersion": "7"}, "spec": {"containers": [{"name": "c", "image": "busybox:1.32.0"}]}}]}""")).Code.ShouldBe(200);
        _checked.ShouldHaveSingleItem().Refusals.ShouldBeEmpty();
        (await api.PostAsync("/localpods/check", "[]")).Code.ShouldBe(400);
        (await api.PostAsync("/localpods/check", """{"items": [3]}""")).Code.ShouldBe(400);
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(TimeProvider.System, new DaemonEndpoints
    {
        StatusAsync = _ => throw new InvalidOperationException("nobody asks"),
        Shutdown = () => { },
        Pulls = new PullBoard(TimeProvider.System),
        History = (_, _, _) => null,
        ExplainAsync = (_, _, _) => Task.FromResult<Orchestrator.Explaining.Explanation?>(null),
        CheckAsync = (objects, _) =>
        {
            _checked = objects;
            return Task.FromResult(new CheckReport([], []));
        },
    });
}
