using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>
/// Reads the manifest folder: every file in it whose name does not begin with a dot, each once for every content it has. A file
/// with faults keeps the pod that it held before, and keeps nothing else back.
/// </summary>
internal sealed class StaticPodFolder(string folder, string nodeName, TimeProvider clock)
{
    private readonly Dictionary<string, ReadFile> _files = new(StringComparer.Ordinal);

    /// <summary>What the folder asks for now.</summary>
    /// <param name="holderOf">The file whose pod has a name so far; null when nobody has it. Of several files that ask for one name it is heard, else the first.</param>
    /// <returns>Null when the folder cannot be read, and why: everything then stays as it is.</returns>
    public (StaticPodSet? Set, string? Failure) Scan(Func<ObjectKey, string?> holderOf)
    {
        List<string> paths;
        try
        {
            paths = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }

        var names = paths.Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).ToList();
        foreach (var gone in _files.Keys.Except(names).ToList())
        {
            _files.Remove(gone);
        }

        names.ForEach(Read);
        return (Collect(names, holderOf), null);
    }

    private void Read(string name)
    {
        var before = _files.GetValueOrDefault(name);
        var (content, refusal) = ReadContent(Path.Combine(folder, name));
        if (content is null)
        {
            _files[name] = new ReadFile([], before?.Pod, [$"{name}: error: {refusal}"]);
        }
        else if (before is null || !before.Content.AsSpan().SequenceEqual(content))
        {
            var (pod, faults) = StaticPodReader.Read(name, content, nodeName, clock.GetUtcNow());
            _files[name] = new ReadFile(content, faults.IsEmpty ? pod : before?.Pod, faults);
        }
    }

    // Opens regular files only, for what else there is may keep its reader waiting for ever: it has no length. Reads no more than
    // the length it saw; who writes on makes another scan necessary anyway.
    private static (byte[]? Content, string? Refusal) ReadContent(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var length = new FileInfo(target).Length;
            if (length == 0)
            {
                return (null, "it is empty, or not a regular file");
            }

            if (length > ReadLimits.Default.MaxFileBytes)
            {
                return (null, $"the file has {Mebibytes(length)} MiB; no more than {Mebibytes(ReadLimits.Default.MaxFileBytes)} MiB are read");
            }

            using var file = File.OpenRead(target);
            var content = new byte[length];
            var count = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return (content[..count], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read: {e.Message}");
        }
    }

    private static long Mebibytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;

    private StaticPodSet Collect(List<string> names, Func<ObjectKey, string?> holderOf)
    {
        var pods = names.Select(name => _files[name].Pod).OfType<StaticPod>().GroupBy(pod => pod.Key)
            .ToImmutableDictionary(same => same.Key, same => same.FirstOrDefault(pod => pod.File == holderOf(same.Key)) ?? same.First());
        var faults = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var file = _files[name];
            if (!file.Faults.IsEmpty)
            {
                faults[name] = file.Faults;
            }

            if (file.Pod is { } pod && pods[pod.Key] != pod)
            {
                faults[name] = file.Faults.Add(
                    $"Error validating pod {pod.Key.Name}_{pod.Key.Namespace}({pod.Hash}) from file due to duplicate pod name \"{pod.Key.Name}\", ignoring");
            }
        }

        return new StaticPodSet(pods, faults.ToImmutable());
    }

    /// <summary>A file as it was last read.</summary>
    /// <param name="Content">Of the file.</param>
    /// <param name="Pod">The last one it held without a fault; null when it never did.</param>
    /// <param name="Faults">Of this content.</param>
    private sealed record ReadFile(byte[] Content, StaticPod? Pod, ImmutableArray<string> Faults);
}

/// <summary>What the manifest folder asks for.</summary>
/// <param name="Pods">By the object that shows each.</param>
/// <param name="Faults">Of files that are not as they should be, by file.</param>
internal sealed record StaticPodSet(ImmutableDictionary<ObjectKey, StaticPod> Pods, ImmutableSortedDictionary<string, ImmutableArray<string>> Faults)
{
    public static StaticPodSet Empty { get; } = new(ImmutableDictionary<ObjectKey, StaticPod>.Empty, ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);
}
