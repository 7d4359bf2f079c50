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

        var there = pods.Select(p => p.Pod.Uid).ToHashSet(StringComparer.Ordinal);
        pods.AddRange(_cgroups.List().Where(uid => !there.Contains(uid)).Select(uid => new RuntimePod(new PodIdentity("", "", uid), [], []) { HasCgroup = true }));
        return pods.ToImmutable();
    }

    private async Task<RuntimePod> ReadPodAsync(string podUid, IReadOnlyList<ContainerSummary> rows, string doing, CancellationToken cancellationToken)
    {
        var identity = rows.Select(r => Labels.PodOf(r.Labels)).FirstOrDefault(p => p is not null) ?? new PodIdentity("", "", podUid);
        var sandboxes = Task.WhenAll(rows.Where(r => Labels.IsSandbox(r.Labels)).Select(r => ReadSandboxAsync(r, doing, cancellationToken)));
        var containers = Task.WhenAll(rows.Where(r => !Labels.IsSandbox(r.Labels)).Select(r => ReadContainerAsync(r, doing, cancellationToken)));
        await Task.WhenAll(sandboxes, containers);
        return new RuntimePod(
            identity,
            [.. (await sandboxes).OfType<SandboxStatus>().OrderByDescending(s => s.Attempt).ThenByDescending(s => s.CreatedAt)],
            [.. (await containers).OfType<ContainerStatus>().OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Attempt)])
        {
            HasCgroup = _cgroups.Has(podUid),
        };
    }

    /// <summary>Null when it was removed since the list was made.</summary>
    /// <remarks>
    /// Lists lag: right after the event of its end a container may still run in them, and no other event follows. So what
    /// a list calls running is looked at, once an event.
    /// </remarks>
    private async Task<SandboxStatus?> ReadSandboxAsync(ContainerSummary row, string doing, CancellationToken cancellationToken) =>
        row.State != "running" ? StatusReader.Sandbox(row)
        : await FactsOfAsync(row, doing, cancellationToken) is { } facts ? StatusReader.Sandbox(row with { State = facts.State })
        : null;

    /// <summary>Null when it was removed since the list was made.</summary>
    private async Task<ContainerStatus?> ReadContainerAsync(ContainerSummary row, string doing, CancellationToken cancellationToken) =>
        await FactsOfAsync(row, doing, cancellationToken) is { } facts
            ? StatusReader.Container(row, facts, await _images.FindAsync(row.ImageID, cancellationToken))
            : null;

    private async Task<ContainerFacts?> FactsOfAsync(ContainerSummary row, string doing, CancellationToken cancellationToken)
    {
        if (_facts.Find(row.Id, row.State) is { } known)
        {
            return known;
        }

        var mark = _facts.Mark(row.Id);
        if (await _engine.FindContainerAsync(row.Id, doing, cancellationToken) is not { } seen)
        {
            _facts.Forget(row.Id);
            return null;
        }

        var facts = ContainerFacts.From(seen);
        if (MayBeOomKilledUnseen(facts, row))
        {
            facts = facts with { OomKilled = _facts.HadOom(row.Id) || KernelLog.TellsOfOomKill(row.Id) };
        }

        _facts.Keep(row.Id, facts, mark);
        return facts;
    }

    // It failed, its memory was limited, and the engine knows of no other reason.
    private bool MayBeOomKilledUnseen(ContainerFacts facts, ContainerSummary row) =>
        facts is { HasEnded: true, OomKilled: false, ExitCode: not 0 }
        && (facts.Resources?.MemoryBytes > 0 || (row.Labels!.TryGetValue(Labels.PodUid, out var uid) && _cgroups.Has(uid)));
}
