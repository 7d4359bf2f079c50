using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Simulation;

/// <summary>What the node tells of itself while the daemon starts.</summary>
public sealed class NodeLifeTests
{
    [Fact]
    public void Once_the_agent_says_that_the_node_is_registered_it_can_be_asked_for_and_is_Ready() => Run(FaultPlan.Slow, async node =>
    {
        node.Store.Get(Key).ShouldBeNull();
        await node.Agent!.Registered;
        Ready(node).ShouldBe(("True", "KubeletReady", "the container engine answers"));
    });

    [Fact]
    public void An_engine_that_keeps_quiet_does_not_keep_the_node_from_being_registered() => Run(new FaultPlan { MaxRequestLatency = TimeSpan.FromHours(1) }, async node =>
    {
        var start = node.Now;
        await node.Agent!.Registered;
        (node.Now - start).ShouldBe(TimeSpan.FromSeconds(1));
        Ready(node).ShouldBe(("False", "KubeletNotReady", "the container engine does not answer: no answer yet"));
        await node.UntilAsync("the engine has answered", TimeSpan.FromHours(3), () => Ready(node).Status == "True");
    });

    [Fact]
    public void An_engine_that_is_not_there_does_not_either() => Run(new FaultPlan { LostRequests = 1 }, async node =>
    {
        await node.Agent!.Registered;
        Ready(node).Status.ShouldBe("False");
    });

    private static ObjectKey Key => new("nodes", "", "sim");

    private static void Run(FaultPlan faults, Func<SimulatedNode, Task> scenario) => TestKit.Simulation.Run(1, async sim =>
    {
        using var node = new SimulatedNode(sim);
        node.Engine.Faults = faults;
        node.StartAgent();
        await scenario(node);
        await node.KillAgentAsync();
    });

    private static (string Status, string? Reason, string? Message) Ready(SimulatedNode node)
    {
        var ready = ApiJson.FromJson<Node>(node.Store.Get(Key)!.Json.Span).Status.Conditions.Single(c => c.Type == "Ready");
        return (ready.Status, ready.Reason, ready.Message);
    }
}
