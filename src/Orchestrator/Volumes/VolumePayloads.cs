using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;

namespace LocalPods.Orchestrator.Volumes;

using Payload = ImmutableSortedDictionary<string, VolumeFile>;

/// <summary>Which files the volumes hold that the node writes: config maps, secrets, fields of the pod, tokens, and what puts them together.</summary>
/// <param name="tokens">Tokens in use, which are renewed in time.</param>
internal sealed class VolumePayloads(TokenCache tokens)
{
    /// <summary>Whether the node writes the content of a volume, and writes it anew when what it shows changes.</summary>
    public static bool IsWritten(Volume volume) => volume is not { ConfigMap: null, Secret: null, DownwardAPI: null, Projected: null };

    /// <summary>Whether a volume may hold what few should see, and so belongs into memory.</summary>
    public static bool IsConfidential(Volume volume) => volume is not { Secret: null, DownwardAPI: null, Projected: null };

    /// <summary>All files of one volume.</summary>
    /// <exception cref="VolumeException">Something it shows is not there, or its paths cannot be together.</exception>
    public Payload Of(PodSetting setting, Volume volume)
    {
        var @namespace = setting.Pod.Metadata.Namespace ?? "";
        return Clean(volume.Name, volume switch
        {
            { ConfigMap: { } map } =>
                ConfigFiles.Of(volume.Name, setting.Config.FindConfigMap(@namespace, map.Name), map.Name, map.Items, map.DefaultMode, map.Optional),
            { Secret: { SecretName: var name } secret } =>
                ConfigFiles.Of(volume.Name, setting.Config.FindSecret(@namespace, name ?? ""), name ?? "", secret.Items, secret.DefaultMode, secret.Optional),
            { DownwardAPI: { } fields } => DownwardFiles.Of(volume.Name, setting, fields.Items, fields.DefaultMode),
            { Projected: { } projected } => Together(setting, volume.Name, projected),
            _ => Payload.Empty,
        });
    }

    // Dots and slashes that mean nothing are left out of paths, as a kubelet does.
    private static Payload Clean(string volume, Payload files)
    {
        var clean = ImmutableSortedDictionary.CreateBuilder<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var (path, file) in files)
        {
            string[] segments = [.. path.Split('/').Where(s => s is not ("" or "."))];
            if (segments.Length == 0 || segments.Contains(".."))
            {
                throw new VolumeException(volume, $"path \"{path}\" names no file of the volume");
            }

            clean[string.Join('/', segments)] = file;
        }

        foreach (var path in clean.Keys)
        {
            for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1))
            {
                if (clean.ContainsKey(path[..end]))
                {
                    throw new VolumeException(volume, $"\"{path[..end]}\" cannot be a file and the folder of \"{path}\"");
                }
            }
        }

        return clean.ToImmutable();
    }

    // Of two sources that show a path the later wins. All that is missing is told at once, as the kubelet does.
    private Payload Together(PodSetting setting, string volume, ProjectedVolumeSource projected)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, VolumeFile>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var source in projected.Sources)
        {
            try
            {
                foreach (var (path, file) in Clean(volume, OfSource(setting, volume, source, projected.DefaultMode)))
                {
                    files[path] = file;
                }
            }
            catch (VolumeException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems switch
        {
            [] => files.ToImmutable(),
            [var one] => throw new VolumeException(volume, one),
            _ => throw new VolumeException(volume, $"[{string.Join(", ", problems)}]"),
        };
    }

    private Payload OfSource(PodSetting setting, string volume, VolumeProjection source, int? mode)
    {
        var @namespace = setting.Pod.Metadata.Namespace ?? "";
        return source switch
        {
            { ConfigMap: { } map } => ConfigFiles.Of(volume, setting.Config.FindConfigMap(@namespace, map.Name), map.Name, map.Items, mode, map.Optional),
            { Secret: { } secret } => ConfigFiles.Of(volume, setting.Config.FindSecret(@namespace, secret.Name), secret.Name, secret.Items, mode, secret.Optional),
            { DownwardAPI: { } fields } => DownwardFiles.Of(volume, setting, fields.Items, mode),
            { ServiceAccountToken: { } token } => Payload.Empty.Add(token.Path, tokens.FileOf(setting.Pod, volume, token, mode)),
            { ClusterTrustBundle: { Optional: true } bundle } => Payload.Empty.Add(bundle.Path, new VolumeFile(Array.Empty<byte>(), VolumeFile.ModeOf(mode))),
            { ClusterTrustBundle: not null } => throw new VolumeException(volume, "clusterTrustBundle is not supported: there are no trust bundles here"),
            { PodCertificate: not null } => throw new VolumeException(volume, "podCertificate is not supported: there are no signers here"),
            _ => Payload.Empty,
        };
    }
}
