using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;

namespace LocalPods.Orchestrator.Checking;

/// <summary>A place where a pod names an object of its namespace.</summary>
/// <param name="Field">Where it does.</param>
/// <param name="Kind"><c>ConfigMap</c>, <c>Secret</c> or <c>PersistentVolumeClaim</c>.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Key">The key it needs; null for none in particular.</param>
/// <param name="Optional">It is said to run without.</param>
internal sealed record ConfigReference(string Field, string Kind, string Name, string? Key, bool Optional)
{
    public const string ConfigMap = "ConfigMap";
    public const string Secret = "Secret";
    public const string Claim = "PersistentVolumeClaim";

    /// <summary>All of a pod: variables, then volumes, then the secrets for its images. Pure.</summary>
    public static IEnumerable<ConfigReference> Of(Pod pod) =>
        ContainerPlace.AllOf(pod).SelectMany(p => OfContainer(p.Container, p.Path))
            .Concat(pod.Spec.Volumes.SelectMany((v, i) => OfVolume(v, $"spec.volumes[{i}]")))
            .Concat(pod.Spec.ImagePullSecrets.Select((s, i) => new ConfigReference($"spec.imagePullSecrets[{i}].name", Secret, s.Name ?? "", null, Optional: false)))
            .Where(r => r.Name.Length > 0);

    private static IEnumerable<ConfigReference> OfContainer(Container container, string path)
    {
        for (var i = 0; i < container.EnvFrom.Length; i++)
        {
            if (container.EnvFrom[i].ConfigMapRef is { } map)
            {
                yield return new($"{path}.envFrom[{i}].configMapRef.name", ConfigMap, map.Name, null, map.Optional == true);
            }

            if (container.EnvFrom[i].SecretRef is { } secret)
            {
                yield return new($"{path}.envFrom[{i}].secretRef.name", Secret, secret.Name, null, secret.Optional == true);
            }
        }

        for (var i = 0; i < container.Env.Length; i++)
        {
            if (container.Env[i].ValueFrom?.ConfigMapKeyRef is { } map)
            {
                yield return new($"{path}.env[{i}].valueFrom.configMapKeyRef.key", ConfigMap, map.Name, map.Key, map.Optional == true);
            }

            if (container.Env[i].ValueFrom?.SecretKeyRef is { } secret)
            {
                yield return new($"{path}.env[{i}].valueFrom.secretKeyRef.key", Secret, secret.Name, secret.Key, secret.Optional == true);
            }
        }
    }

    private static IEnumerable<ConfigReference> OfVolume(Volume volume, string path)
    {
        var sources = new List<IEnumerable<ConfigReference>>();
        if (volume.ConfigMap is { } map)
        {
            sources.Add(Files($"{path}.configMap", "name", ConfigMap, map.Name, map.Items, map.Optional));
        }

        if (volume.Secret is { } secret)
        {
            sources.Add(Files($"{path}.secret", "secretName", Secret, secret.SecretName ?? "", secret.Items, secret.Optional));
        }

        if (volume.PersistentVolumeClaim is { } claim)
        {
            sources.Add([new($"{path}.persistentVolumeClaim.claimName", Claim, claim.ClaimName, null, false)]);
        }

        for (var i = 0; i < (volume.Projected?.Sources.Length ?? 0); i++)
        {
            var source = volume.Projected!.Sources[i];
            if (source.ConfigMap is { } projected)
            {
                sources.Add(Files($"{path}.projected.sources[{i}].configMap", "name", ConfigMap, projected.Name, projected.Items, projected.Optional));
            }

            if (source.Secret is { } hidden)
            {
                sources.Add(Files($"{path}.projected.sources[{i}].secret", "name", Secret, hidden.Name, hidden.Items, hidden.Optional));
            }
        }

        return sources.SelectMany(s => s);
    }

    // The object, and each key that is listed.
    private static IEnumerable<ConfigReference> Files(string path, string nameField, string kind, string name, ImmutableArray<KeyToPath> items, bool? optional) =>
        items.IsEmpty
            ? [new($"{path}.{nameField}", kind, name, null, optional == true)]
            : items.Select((item, i) => new ConfigReference($"{path}.items[{i}].key", kind, name, item.Key, optional == true));
}
