using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    /// <summary>When not null no container can be limited otherwise, and these are the engine's words.</summary>
    public string? UpdateError { get; set; }

    public async Task UpdateResourcesAsync(ContainerId id, ContainerResources resources, CancellationToken cancellationToken)
    {
        var doing = $"limit container {id} otherwise";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            var container = Required(id, doing);
            if (!container.IsRunning || UpdateError is not null)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: {UpdateError ?? "it does not run"}");
            }

            container.Limits = resources;
            TellPod(container.Pod.Uid);
        }

        await ReplyAsync(doing, cancellationToken);
    }
}
