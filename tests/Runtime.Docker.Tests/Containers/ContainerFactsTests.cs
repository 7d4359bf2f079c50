using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Tests.Containers;

public sealed class ContainerFactsTests
{
    private static readonly DateTimeOffset s_created = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(5.2, 5, 5)] // the engine was told of the start when the process was over
    public void No_process_starts_after_its_end(double started, double finished, double told)
    {
        var state = new StateAnswer { Status = "exited", StartedAt = s_created.AddSeconds(started), FinishedAt = s_created.AddSeconds(finished) };
        var facts = ContainerFacts.From(new ContainerInspect { Id = "c1", Created = s_created, State = state, Config = new ConfigAnswer() });
        (facts.StartedAt, facts.FinishedAt).ShouldBe((s_created.AddSeconds(told), s_created.AddSeconds(finished)));
    }
}
