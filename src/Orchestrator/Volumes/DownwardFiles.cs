using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.PodEnvironment;

namespace LocalPods.Orchestrator.Volumes;

using Payload = ImmutableSortedDictionary<string, VolumeFile>;

/// <summary>Fields of a pod as files (spec: workloads 13).</summary>
internal static class DownwardFiles
{
    private static readonly Container s_none = new();

    /// <exception cref="VolumeException">There is no such field.</exception>
    public static Payload Of(string volume, PodSetting setting, ImmutableArray<DownwardAPIVolumeFile> items, int? defaultMode)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            try
            {
                files[item.Path] = new VolumeFile(Encoding.UTF8.GetBytes(Text(setting, item)), VolumeFile.ModeOf(item.Mode ?? defaultMode));
            }
            catch (ContainerConfigException e)
            {
                throw new VolumeException(volume, e.Message);
            }
        }

        return files.ToImmutable();
    }

    private static string Text(PodSetting setting, DownwardAPIVolumeFile item) => item switch
    {
        { FieldRef.FieldPath: "metadata.labels" } => Lines(setting.Pod.Metadata.Labels),
        { FieldRef.FieldPath: "metadata.annotations" } => Lines(setting.Pod.Metadata.Annotations),
        { FieldRef: { } field } => FieldReferences.Field(setting, field.FieldPath),
        { ResourceFieldRef: { } resource } => FieldReferences.Resource(setting, s_none, resource),
        _ => "",
    };

    private static string Lines(ImmutableSortedDictionary<string, string>? map) =>
        string.Join('\n', (map ?? ImmutableSortedDictionary<string, string>.Empty).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={FieldErrors.Quote(m.Value)}"));
}
