using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

/// <summary>The config maps, secrets and claims that a pod names, and which of its containers need each. Pure.</summary>
internal static class PodReferences
{
    /// <summary>Each object with each container that needs it: by its variables, a volume that it mounts, or for its image.</summary>
    public static IEnumerable<(ObjectKey Object, string Container)> Of(Pod pod)
    {
        var @namespace = pod.Metadata.Namespace ?? "";
        var pullSecrets = pod.Spec.ImagePullSecrets.Select(s => s.Name).ToArray();
        foreach (var container in pod.Spec.ContainersWithEphemeral())
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
            var claims = mounted.Select(v => PodClaims.NameOf(pod, v));
            var needed = Keys(StoredConfig.ConfigMaps, maps).Concat(Keys(StoredConfig.Secrets, secrets)).Concat(Keys(PodClaims.Resource, claims));
            foreach (var key in needed)
            {
                yield return (key, container.Name);
            }
        }

        IEnumerable<ObjectKey> Keys(string resource, IEnumerable<string?> names) => Named(names).Select(name => new ObjectKey(resource, @namespace, name));
    }

    private static IEnumerable<string> Named(IEnumerable<string?> names) => names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).Distinct();
}
