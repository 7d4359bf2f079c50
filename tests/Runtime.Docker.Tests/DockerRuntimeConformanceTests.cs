using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Runtime.Docker.Tests;

[Trait("needs", "docker")]
public sealed class DockerRuntimeConformanceTests : ContainerRuntimeConformance
{
    private readonly DockerRuntime _runtime = DockerRuntime.Create(
        new DockerOptions { Instance = $"conformance-{Environment.ProcessId}" }, TimeProvider.System, NullLoggerFactory.Instance);

    protected override IContainerRuntime Runtime => _runtime;

    public override async Task InitializeAsync()
    {
        await RealEngine.RequireAsync(_runtime, Image);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        if (RealEngine.Answers)
        {
            (await _runtime.PurgeAsync(CancellationToken.None)).ShouldBeEmpty();
        }

        _runtime.Dispose();
        await base.DisposeAsync();
    }
}
