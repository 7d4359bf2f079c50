using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Images;

/// <summary>Finds the credentials that a pod brings for its images: its <c>imagePullSecrets</c> (spec 3).</summary>
/// <param name="store">Where secrets are.</param>
/// <param name="pulled">What secrets brought before.</param>
internal sealed class PullSecrets(IObjectStore store, PulledImages pulled)
{
    private const string Resource = "secrets";

    /// <summary>Reads what the pod names, anew each time.</summary>
    public PullKeys Read(Pod pod)
    {
        var (missing, faults) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var credentials = new List<RegistryCredentials>();
        foreach (var name in pod.Spec.ImagePullSecrets.Select(s => s.Name ?? "").Where(n => n.Length > 0))
        {
            if (store.Get(new ObjectKey(Resource, pod.Metadata.Namespace ?? "", name)) is not { } stored)
            {
                missing.Add(name);
                continue;
            }

            try
            {
                credentials.AddRange(Credentials(stored));
            }
            catch (FormatException e)
            {
                faults.Add($"secret \"{name}\" cannot be used to pull images: {e.Message}");
            }
        }

        return new PullKeys(new RegistryKeyring(credentials), missing.ToImmutable(), faults.ToImmutable());
    }

    /// <summary>
    /// Whether a pod may use an image that is here. What a pod's secret brought is for pods with that secret only; others must ask
    /// the registry. All else is free.
    /// </summary>
    public bool MayUse(ImageReference image, ImageStatus present, PullKeys keys) =>
        pulled.Find(image.Text) is not { Secrets: { IsEmpty: false } needed } known || known.Id != present.Id
        || keys.Keyring.Find(image).Any(k => needed.Contains(k.Source));

    // A secret of any other type is no pull secret, and says nothing.
    private static ImmutableArray<RegistryCredentials> Credentials(StoredObject secret)
    {
        var content = secret.Document;
        var uid = content.TryGetProperty("metadata", out var metadata) ? Text(metadata, "uid") : "";
        var source = $"secret {secret.Key.Namespace}/{secret.Key.Name} {uid}".TrimEnd();
        return Text(content, "type") switch
        {
            "kubernetes.io/dockerconfigjson" when Data(content, ".dockerconfigjson") is { } json => RegistryConfig.Parse(json, source),
            "kubernetes.io/dockercfg" when Data(content, ".dockercfg") is { } json => RegistryConfig.ParseOld(json, source),
            _ => [],
        };
    }

    private static byte[]? Data(JsonElement secret, string key) =>
        secret.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0
                ? bytes
                : null;

    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
