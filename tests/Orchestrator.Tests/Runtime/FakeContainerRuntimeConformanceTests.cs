using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Runtime;

public sealed class FakeContainerRuntimeConformanceTests : ContainerRuntimeConformance
{
    private readonly FakeContainerRuntime _runtime = new(TimeProvider.System, new Random(1)) { HasEveryImage = false };

    public FakeContainerRuntimeConformanceTests() => _runtime.AddImage(Image);

    protected override IContainerRuntime Runtime => _runtime;

    protected override void Teach(string container, RuntimeProgram program) => _runtime.Behaves(container, program.Behaviour);
}
