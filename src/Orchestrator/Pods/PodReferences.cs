using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>The config maps and secrets that a pod names, and which of its containers need each. Pure.</summary>
internal static class PodReferences
{
    /// <summary>Each object with each container that needs it: by its variables, a volume that it mounts, or for its image.</summary>
    public static IEnumerable<(ObjectKey Object, string Container)> Of(Pod pod)
    {
        var @namespace = pod.Metadata.Namespace ?? "";
        var pullSecrets = pod.Spec.ImagePullSecrets.Select(s => s.Name).ToArray();
        foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers).Concat(pod.Spec.EphemeralContainers.Select(e => e.ToContainer())))
        {
            var mounted = pod.Spec.Volumes.Where(v => container.VolumeMounts.Any(m => m.Name == v.Name)).ToArray();
            var maps = container.EnvFrom.Select(e => e.ConfigMapRef?.Name)
                .Concat(container.Env.Select(e => e.ValueFrom?.ConfigMapKeyRef?.Name))
                .Concat(mounted.Select(v => v.ConfigMap?.Name))
                .Concat(mounted.SelectMany(v => v.Projected?.Sources ?? []).Select(s => s.ConfigMap?.Name));
            var secrets = container.EnvFrom.Select(e => e.SecretRef?.Name)
                .Concat(container.Env.Select(e => e.ValueFrom?.SecretKeyRef?.Name))
                .Concat(mounted.Select(v => v.Secret?.SecretName))
                .Concat(mounted.SelectMany(v => v.Projected?.Sources ?? []).Select(s => s.Secret?.Name))
                .Concat(pullSecrets);
            foreach (var map in Named(maps))
            {
                yield return (new ObjectKey(StoredConfig.ConfigMaps, @namespace, map), container.Name);
            }

            foreach (var secret in Named(secrets))
            {
                yield return (new ObjectKey(StoredConfig.Secrets, @namespace, secret), container.Name);
            }
        }
    }

    private static IEnumerable<string> Named(IEnumerable<string?> names) => names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).Distinct();
}
