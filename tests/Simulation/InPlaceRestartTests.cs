using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Pods whose containers are all restarted because one of them asked for it.</summary>
public sealed class InPlaceRestartTests
{
    [Theory]
    [InlineData("Always")]
    [InlineData("Never")]
    public void All_containers_start_anew_in_the_same_sandbox_init_containers_first(string policy) => Run(async node =>
    {
        await CreateAsync(node, policy);
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(60), () => node.StatusOf("web", "a") is { RestartCount: 1, Ready: true } && node.IsReady("web"));
        var pod = node.Find("web")!;
        pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).ShouldAllBe(s => s.RestartCount == 1 && s.LastState.Terminated!.Reason == "RestartingAllContainers");
        pod.Status.Conditions.Single(c => c.Type == "AllContainersRestarting").Status.ShouldBe("False");
        pod.Status.Phase.ShouldBe("Running");
        var starts = node.Engine.Journal.Entries.Where(e => e is { Deed: RuntimeDeed.Started, Attempt: 1 }).Select(e => e.Container);
        starts.First().ShouldBe("init");
        node.Engine.Journal.Entries.Where(e => e.IsSandbox && e.Deed == RuntimeDeed.Created).ShouldHaveSingleItem();
    });

    [Fact]
    public void A_daemon_killed_anywhere_on_the_way_brings_it_to_its_end()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            Run(async node =>
            {
                node.Engine.Faults = new FaultPlan { MaxRequestLatency = TimeSpan.FromMilliseconds(300), MaxReplyLatency = TimeSpan.FromMilliseconds(300) };
                await CreateAsync(node, "Never");
                await node.UntilAsync("a asked", TimeSpan.FromSeconds(90), () => node.Engine.Journal.TimesOf("a", RuntimeDeed.Exited).Length > 0);
                for (var i = 0; i < 4; i++)
                {
                    await node.SleepAsync(TimeSpan.FromMilliseconds(50 + (seed * 37 * (i + 1) % 900)));
                    await node.RestartAgentAsync();
                }

                node.Engine.Faults = FaultPlan.None;
                await node.UntilAsync("restarted", TimeSpan.FromSeconds(90), () => node.IsReady("web") && node.StatusOf("web", "a")!.RestartCount > 0);
                node.Engine.Journal.StartsOf("init").Length.ShouldBe(2);
                node.Engine.Journal.StartsOf("a").Length.ShouldBe(2);
                node.Engine.Journal.StartsOf("b").Length.ShouldBe(2);
            }, seed);
        }
    }

    [Fact]
    public void A_pod_that_asks_each_time_is_slowed_down_like_a_crash_loop() => Run(async node =>
    {
        node.Engine.Exits("a", code: 42, after: TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", Asking("a")));
        await node.SleepAsync(TimeSpan.FromSeconds(100));
        node.Engine.Journal.StartsOf("a").Select(at => Math.Round((at - start).TotalSeconds)).ShouldBe([0, 0, 10, 30, 70]);
    });

    private static Task<string> CreateAsync(SimulatedNode node, string policy)
    {
        node.Engine.Exits("init", 0, TimeSpan.FromSeconds(1));
        node.Engine.Behaves("a", ContainerBehaviour.Exits(42, TimeSpan.FromSeconds(10)), ContainerBehaviour.RunsForEver);
        return node.CreateAsync("web", PodSpecs.Of(policy, Asking("a"), PodSpecs.Container("b")) with
        {
            InitContainers = [PodSpecs.Container("init"), PodSpecs.Container("side") with { RestartPolicy = "Always" }],
        });
    }

    private static Container Asking(string name) => PodSpecs.Container(name) with
    {
        RestartPolicy = "Never",
        RestartPolicyRules =
        [
            new ContainerRestartRule { Action = "RestartAllContainers", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [42] } },
        ],
    };

    private static void Run(Func<SimulatedNode, Task> scenario, int seed = 1) => SimulatedNode.Run(scenario, seed);
}
