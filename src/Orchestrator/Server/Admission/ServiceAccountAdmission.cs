using LocalPods.Api.Core;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>
/// Gives pods their service account, the secrets it pulls images with, and, where the API can be called with a token, a volume with one
/// (spec: workloads 9).
/// </summary>
/// <param name="store">Where accounts are.</param>
/// <param name="random">Ends the volume's name.</param>
/// <param name="prepare">Sees to it that a namespace has what the volume shows; false where no volume is given to anybody.</param>
internal sealed class ServiceAccountAdmission(IObjectStore store, Random random, Func<string, CancellationToken, Task<bool>> prepare) : IAdmission
{
    private const int FileMode = 420;
    private const long TokenSeconds = 3607;

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Creates("pods"))
        {
            return;
        }

        var pod = request.Read<Pod>();
        if (pod.IsMirror())
        {
            return; // what it shows is made from its manifest alone
        }

        var name = string.IsNullOrEmpty(pod.Spec.ServiceAccountName) ? ServiceAccountResource.Default : pod.Spec.ServiceAccountName;
        var account = store.Find<ServiceAccount>(new ObjectKey(ServiceAccountResource.Instance.Names.Qualified, request.Namespace, name));
        if (account is null && name != ServiceAccountResource.Default)
        {
            throw request.Forbidden($"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        }

        var spec = pod.Spec with
        {
            ServiceAccountName = name,
            ImagePullSecrets = pod.Spec.ImagePullSecrets.IsEmpty ? account?.ImagePullSecrets ?? [] : pod.Spec.ImagePullSecrets,
        };
        if (pod.Spec.AutomountServiceAccountToken ?? account?.AutomountServiceAccountToken ?? true)
        {
            var all = spec.InitContainers.Concat(spec.Containers).All(ApiAccess.IsIn);
            spec = all || !await prepare(request.Namespace, cancellationToken)
                ? spec
                : ApiAccess.With(spec, ApiAccess.Of(spec) ?? new Volume { Name = ObjectMetadata.Generate(ApiAccess.VolumePrefix, random), Projected = Access() });
        }

        request.Replace(pod with { Spec = spec });
    }

    private static ProjectedVolumeSource Access() => new()
    {
        DefaultMode = FileMode,
        Sources =
        [
            new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = TokenSeconds } },
            new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new KeyToPath { Key = "ca.crt", Path = "ca.crt" }] } },
            new VolumeProjection
            {
                DownwardAPI = new DownwardAPIProjection
                {
                    Items = [new DownwardAPIVolumeFile { Path = "namespace", FieldRef = new ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" } }],
                },
            },
        ],
    };
}
