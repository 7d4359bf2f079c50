using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<RuntimePod> GetPodAsync(string podUid, CancellationToken cancellationToken)
    {
        var doing = $"look at pod {podUid}";
        var rows = await _engine.ListContainersAsync([InstanceLabel, $"{Labels.PodUid}={podUid}"], doing, cancellationToken);
        return await ReadPodAsync(podUid, rows, doing, cancellationToken);
    }

    public async Task<ImmutableArray<RuntimePod>> ListPodsAsync(CancellationToken cancellationToken)
    {
        var rows = await _engine.ListContainersAsync([InstanceLabel, Labels.PodUid], "list pods", cancellationToken);
        _facts.KeepOnly(rows.Select(r => r.Id).ToHashSet(StringComparer.Ordinal));
        var pods = ImmutableArray.CreateBuilder<RuntimePod>();
        foreach (var ofPod in rows.GroupBy(r => r.Labels![Labels.PodUid], StringComparer.Ordinal))
        {
            pods.Add(await ReadPodAsync(ofPod.Key, [.. ofPod], "list pods", cancellationToken));
        }

        return pods.ToImmutable();
    }

    private async Task<RuntimePod> ReadPodAsync(string podUid, IReadOnlyList<ContainerSummary> rows, string doing, CancellationToken cancellationToken)
    {
        var identity = rows.Select(r => Labels.PodOf(r.Labels)).FirstOrDefault(p => p is not null) ?? new PodIdentity("", "", podUid);
        var containers = await Task.WhenAll(rows.Where(r => !Labels.IsSandbox(r.Labels)).Select(r => ReadContainerAsync(r, doing, cancellationToken)));
        return new RuntimePod(
            identity,
            [.. rows.Where(r => Labels.IsSandbox(r.Labels)).Select(StatusReader.Sandbox).OfType<SandboxStatus>().OrderByDescending(s => s.Attempt).ThenByDescending(s => s.CreatedAt)],
            [.. containers.OfType<ContainerStatus>().OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Attempt)]);
    }

    /// <summary>Null when it was removed since the list was made.</summary>
    private async Task<ContainerStatus?> ReadContainerAsync(ContainerSummary row, string doing, CancellationToken cancellationToken)
    {
        var facts = _facts.Find(row.Id, row.State);
        if (facts is null)
        {
            var mark = _facts.Mark(row.Id);
            if (await _engine.FindContainerAsync(row.Id, doing, cancellationToken) is not { } seen)
            {
                _facts.Forget(row.Id);
                return null;
            }

            facts = ContainerFacts.From(seen);
            _facts.Keep(row.Id, facts, mark);
        }

        return StatusReader.Container(row, facts, await _images.FindAsync(row.ImageID, cancellationToken));
    }
}
