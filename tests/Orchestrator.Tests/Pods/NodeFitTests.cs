using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Pods.Admission;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Which pods a node has room for, and in which words it says that it has none (spec 1.4).</summary>
public sealed class NodeFitTests
{
    private static readonly NodeOffer Node = new("n1", ResourceMappingTests.Amounts("cpu=2,memory=1Gi,pods=3,ephemeral-storage=10Gi")!)
    {
        Labels = ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd").Add("cpus", "4"),
    };

    private static readonly PodNeeds Other = Needs("""{"containers":[{"resources":{"requests":{"cpu":"500m","memory":"256Mi"}},"ports":[{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.1"}]}]}""");

    [Theory]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1500m","memory":"768Mi","ephemeral-storage":"10Gi"}}}]}""", "")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1501m"}}}]}""", "OutOfcpu: Node didn't have enough resource: cpu, requested: 1501, used: 500, capacity: 2000")]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"1Gi"}}}]}""", "OutOfmemory: Node didn't have enough resource: memory, requested: 1073741824, used: 268435456, capacity: 1073741824")]
    [InlineData("""{"containers":[{"resources":{"requests":{"ephemeral-storage":"11Gi"}}}]}""", "OutOfephemeral-storage: Node didn't have enough resource: ephemeral-storage, requested: 11811160064, used: 0, capacity: 10737418240")]
    [InlineData("""{"containers":[{"resources":{"limits":{"example.com/gpu":"1"}}}]}""", "OutOfexample.com/gpu: Node didn't have enough resource: example.com/gpu, requested: 1, used: 0, capacity: 0")]
    [InlineData("""{"initContainers":[{"resources":{"requests":{"cpu":"1600m"}}}],"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "OutOfcpu: Node didn't have enough resource: cpu, requested: 1600, used: 500, capacity: 2000")]
    [InlineData("""{"overhead":{"cpu":"600m"},"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "OutOfcpu: Node didn't have enough resource: cpu, requested: 1600, used: 500, capacity: 2000")]
    [InlineData("""{"resources":{"requests":{"cpu":"2"}},"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "OutOfcpu: Node didn't have enough resource: cpu, requested: 2000, used: 500, capacity: 2000")]
    [InlineData("""{"nodeSelector":{"disk":"ssd"}}""", "")]
    [InlineData("""{"nodeSelector":{"disk":"hdd"}}""", "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")]
    [InlineData("""{"containers":[{"ports":[{"containerPort":80,"hostPort":8080}]}]}""", "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports")]
    [InlineData("""{"containers":[{"ports":[{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.2"}]}]}""", "")]
    [InlineData("""{"containers":[{"ports":[{"containerPort":80,"hostPort":8080,"protocol":"UDP"}]}]}""", "")]
    public void Room_is_what_the_others_leave(string spec, string told) => Check(spec, Node, Other).ShouldBe(told);

    [Theory]
    [InlineData("In", "ssd,hdd", true)]
    [InlineData("In", "hdd", false)]
    [InlineData("NotIn", "hdd", true)]
    [InlineData("Exists", "", true)]
    [InlineData("DoesNotExist", "", false)]
    public void Affinity_to_labels_of_nodes_counts_where_it_is_required(string op, string values, bool fits)
    {
        var list = string.Join(',', values.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(v => $"\"{v}\""));
        Check(Affinity("disk", op, list), Node).ShouldBe(fits ? "" : "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
    }

    [Theory]
    [InlineData("Gt", "3", "")]
    [InlineData("Lt", "3", "NodeAffinity")]
    public void Labels_are_compared_as_numbers(string op, string bound, string told) => Check(Affinity("cpus", op, $"\"{bound}\""), Node).ShouldStartWith(told);

    [Fact]
    public void A_full_node_takes_no_more_pods() => Check("{}", Node, Other, Needs("{}"), Needs("{}")).ShouldBe("OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3");

    [Fact]
    public void What_is_not_known_yet_keeps_nobody_out() => Check("""{"containers":[{"resources":{"requests":{"memory":"900Gi"}}}]}""", Node with { Allocatable = Node.Allocatable.Remove("memory") }).ShouldBeEmpty();

    [Fact]
    public void Taints_and_cordons_keep_out_who_does_not_tolerate_them()
    {
        var tainted = Node with { Taints = [new Taint { Key = "only", Value = "db", Effect = "NoSchedule" }], Unschedulable = true };
        var spec = Spec("{}");
        var misfits = NodeFit.Check(spec, PodNeeds.Of(spec), tainted, []);
        misfits.Select(m => m.Scheduling).ShouldBe(["node(s) had untolerated taint {only: db}", "node(s) were unschedulable"]);
        misfits.ShouldAllBe(m => m.OnlyForNew);
        Check("""{"tolerations":[{"key":"only","operator":"Equal","value":"db"},{"key":"node.kubernetes.io/unschedulable","operator":"Exists"}]}""", tainted).ShouldBeEmpty();
    }

    [Fact]
    public void Room_is_taken_once_and_given_back_to_who_waits()
    {
        var allocations = new NodeAllocations(() => Node);
        var told = new List<string>();
        allocations.RoomFor = told.Add;
        var half = Spec("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""");
        allocations.TryTake("a", half, alreadyThere: false).ShouldBeEmpty();
        allocations.TryTake("b", half, alreadyThere: false).ShouldBeEmpty();
        allocations.TryTake("c", half, alreadyThere: false).ShouldHaveSingleItem().Scheduling.ShouldBe("Insufficient cpu");
        allocations.Wait("c");
        allocations.Release("a");
        told.ShouldBe(["c"]);
        allocations.TryTake("c", half, alreadyThere: false).ShouldBeEmpty();
        allocations.Release("b");
        told.ShouldBe(["c"]);
    }

    private static string Affinity(string key, string op, string values) =>
        """{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"KEY","operator":"OP","values":[VALUES]}]}]}}}}"""
            .Replace("KEY", key, StringComparison.Ordinal).Replace("OP", op, StringComparison.Ordinal).Replace("VALUES", values, StringComparison.Ordinal);

    private static PodSpec Spec(string json) => ApiJson.FromJson<Pod>(System.Text.Encoding.UTF8.GetBytes($"{{\"spec\":{json}}}"))!.Spec;

    private static PodNeeds Needs(string spec) => PodNeeds.Of(Spec(spec));

    private static string Check(string json, NodeOffer node, params PodNeeds[] others)
    {
        var spec = Spec(json);
        return NodeFit.Check(spec, PodNeeds.Of(spec), node, others).FirstOrDefault() is { } misfit ? $"{misfit.Reason}: {misfit.Message}" : "";
    }
}
