using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Volumes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Last words that cannot be read are told of in their place (spec: pod-lifecycle 9.5).</summary>
public sealed class TerminationMessagesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localpods-words-").FullName;

    private static ContainerStatus Ended { get; } = new(new ContainerId("a-0"), new SandboxId("s0"), Scene.Identity, "a", 0, Scene.Zero)
    {
        StartedAt = Scene.Zero,
        FinishedAt = Scene.Zero,
        ExitCode = 1,
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_termination_log_that_cannot_be_read_is_named()
    {
        var log = Path.Combine(_root, "pods", Scene.Identity.Uid, "containers", "a", "0");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        File.CreateSymbolicLink(log, Path.Combine(_root, "nowhere"));
        var ended = Ended with { Annotations = Ended.Annotations.Add("io.kubernetes.container.terminationMessagePath", "/dev/last-words") };
        (await ReadAsync(ended)).ShouldStartWith("Error on reading termination log /dev/last-words: ");
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_told_only_where_it_was_to_be_fallen_back_on()
    {
        (await ReadAsync(Ended)).ShouldBe("");
        var ended = Ended with { Annotations = Ended.Annotations.Add("io.kubernetes.container.terminationMessagePolicy", "FallbackToLogsOnError") };
        (await ReadAsync(ended)).ShouldStartWith("Error on reading termination message from logs: ");
    }

    private Task<string> ReadAsync(ContainerStatus ended) =>
        new TerminationMessages(new PodDirectories(_root, new NoMounts()), new FakeContainerRuntime(TimeProvider.System, new Random(1))).ReadAsync(ended, CancellationToken.None);
}
