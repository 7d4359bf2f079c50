using LocalPods.Orchestrator.Server.Admission.PodSecurity;
using LocalPods.Orchestrator.Server.Admission.Webhooks;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Everybody who has a say, in the order Kubernetes asks them.</summary>
internal sealed class AdmissionChain(ImmutableArray<IAdmission> plugins)
{
    /// <summary>Those of every instance. What calls others out comes before quotas, which count last.</summary>
    /// <param name="store">Where objects are.</param>
    /// <param name="random">Addresses, ports and names are drawn from it.</param>
    /// <param name="clock">Bounds of calls.</param>
    /// <param name="newId">Of calls.</param>
    /// <param name="prepareAccess">Sees to it that pods of a namespace find what they call the API with; false where they are given nothing for that.</param>
    /// <param name="podSecurity">Asked of pods whose namespace does not say.</param>
    public static AdmissionChain Default(
        IObjectStore store, Random random, TimeProvider clock, Func<Guid> newId, Func<string, CancellationToken, Task<bool>> prepareAccess, PodSecurityLevel podSecurity) => new(
    [
        new LimitRangeAdmission(store),
        new ServiceAccountAdmission(store, random, prepareAccess),
        new PodSecurityAdmission(store, podSecurity),
        new PriorityAdmission(store),
        new ServiceAllocation(store, random),
        new StorageAdmission(store),
        new WebhookAdmission(store, new WebhookClient(clock), newId),
        new QuotaAdmission(store),
    ]);

    /// <summary>Lets all of them change the object.</summary>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            await plugin.MutateAsync(request, cancellationToken);
        }
    }

    /// <summary>Lets all of them look at an object that is to go.</summary>
    public async ValueTask DeleteAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            await plugin.DeleteAsync(request, cancellationToken);
        }
    }

    /// <summary>Lets all of them look at the object as it will be.</summary>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            await plugin.ValidateAsync(request, cancellationToken);
        }
    }

    /// <summary>Lets all of them look at the object with one part changed.</summary>
    public async ValueTask ValidatePartAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            await plugin.ValidatePartAsync(request, cancellationToken);
        }
    }
}
