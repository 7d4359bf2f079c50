using System.Diagnostics;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.StaticPods;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.StaticPods;

public sealed class StaticPodFolderTests : IDisposable
{
    private const string Manifest = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: busybox}]}}";

    private readonly string _folder = Directory.CreateTempSubdirectory("localpods-manifests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pipe.yml", "pipe.yml")]
    [InlineData("elsewhere/pipe", "link.yml")]
    public async Task What_is_no_regular_file_is_never_opened(string pipe, string name)
    {
        Directory.CreateDirectory(PathOf("elsewhere"));
        using (var mkfifo = Process.Start("mkfifo", PathOf(pipe)))
        {
            await mkfifo.WaitForExitAsync();
        }

        if (pipe != name)
        {
            File.CreateSymbolicLink(PathOf(name), PathOf(pipe));
        }

        await File.WriteAllTextAsync(PathOf("web.yml"), Manifest);
        var scan = Task.Run(Scan);
        try
        {
            var set = await scan.WaitAsync(Patience.Limit);
            set.Pods.Keys.ShouldBe([new ObjectKey("pods", "default", "web-node")]);
            set.Faults[name].ShouldBe([$"{name}: error: it is empty, or not a regular file"]);
        }
        finally
        {
            // Whoever waits for a writer is let go.
            await using var writer = new FileStream(PathOf(pipe), FileMode.Open, FileAccess.ReadWrite);
        }
    }

    [Fact]
    public void A_file_that_is_too_long_is_a_fault_and_is_not_read()
    {
        File.WriteAllText(PathOf("web.yml"), Manifest);
        using (var huge = File.Create(PathOf("huge.yml")))
        {
            huge.SetLength((1L << 40) + 1); // takes no room: it is all hole
        }

        var set = Scan();
        set.Pods.ShouldHaveSingleItem();
        set.Faults["huge.yml"].ShouldBe([$"huge.yml: error: the file has {(1L << 20) + 1} MiB; no more than {ReadLimits.Default.MaxFileBytes >> 20} MiB are read"]);
    }

    [Fact]
    public void A_file_that_cannot_be_had_keeps_the_pod_that_it_held()
    {
        File.WriteAllText(PathOf("web.yml"), Manifest);
        var folder = new StaticPodFolder(_folder, "node", TimeProvider.System);
        folder.Scan(_ => null).Set!.Faults.ShouldBeEmpty();
        File.Delete(PathOf("web.yml"));
        File.CreateSymbolicLink(PathOf("web.yml"), PathOf("nowhere"));
        var set = folder.Scan(_ => null).Set!;
        set.Pods.ShouldHaveSingleItem();
        set.Faults["web.yml"].ShouldHaveSingleItem().ShouldStartWith("web.yml: error: it cannot be read: ");
    }

    private StaticPodSet Scan() => new StaticPodFolder(_folder, "node", TimeProvider.System).Scan(_ => null).Set!;

    private string PathOf(string name) => Path.Combine(_folder, name);
}
