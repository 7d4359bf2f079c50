using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

using Payload = ImmutableSortedDictionary<string, VolumeFile>;

/// <summary>The keys of config maps and secrets as files (spec: workloads 13).</summary>
/// <remarks>What is missing is told in the kubelet's words.</remarks>
internal static class ConfigFiles
{
    private static readonly ImmutableSortedDictionary<string, byte[]> s_nothing = ImmutableSortedDictionary<string, byte[]>.Empty;

    /// <summary>Files of a config map.</summary>
    /// <param name="volume">Name of the volume, for who is told.</param>
    /// <param name="map">Null when there is none.</param>
    /// <param name="name">Of the map.</param>
    /// <param name="items">Keys to show and where; empty for all under their own names.</param>
    /// <param name="defaultMode">Permission bits.</param>
    /// <param name="optional">What is missing is left out.</param>
    /// <exception cref="VolumeException">The map is missing, or a key of it.</exception>
    public static Payload Of(string volume, ConfigMap? map, string name, ImmutableArray<KeyToPath> items, int? defaultMode, bool? optional)
    {
        if (map is null && optional != true)
        {
            throw new VolumeException(volume, $"configmap \"{name}\" not found");
        }

        var texts = map?.Data ?? ImmutableSortedDictionary<string, string>.Empty;
        var data = texts.Select(d => KeyValuePair.Create(d.Key, System.Text.Encoding.UTF8.GetBytes(d.Value))).Concat(map?.BinaryData ?? s_nothing);
        return Files(volume, data.ToDictionary(StringComparer.Ordinal), items, defaultMode, optional == true, "configmap references non-existent config key: ");
    }

    /// <summary>Files of a secret, by the same rules.</summary>
    public static Payload Of(string volume, Secret? secret, string name, ImmutableArray<KeyToPath> items, int? defaultMode, bool? optional)
    {
        if (secret is null && optional != true)
        {
            throw new VolumeException(volume, $"secret \"{name}\" not found");
        }

        return Files(volume, (secret?.Data ?? s_nothing).ToDictionary(StringComparer.Ordinal), items, defaultMode, optional == true, "references non-existent secret key: ");
    }

    private static Payload Files(
        string volume, Dictionary<string, byte[]> data, ImmutableArray<KeyToPath> items, int? defaultMode, bool optional, string missing)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, VolumeFile>(StringComparer.Ordinal);
        if (items.IsEmpty)
        {
            foreach (var (key, value) in data)
            {
                files[key] = new VolumeFile(value, VolumeFile.ModeOf(defaultMode));
            }

            return files.ToImmutable();
        }

        foreach (var item in items)
        {
            if (data.TryGetValue(item.Key, out var value))
            {
                files[item.Path] = new VolumeFile(value, VolumeFile.ModeOf(item.Mode ?? defaultMode));
            }
            else if (!optional)
            {
                throw new VolumeException(volume, missing + item.Key);
            }
        }

        return files.ToImmutable();
    }
}
