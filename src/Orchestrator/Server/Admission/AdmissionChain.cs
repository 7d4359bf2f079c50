using LocalPods.Orchestrator.Server.Admission.Webhooks;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Everybody who has a say, in the order Kubernetes asks them.</summary>
internal sealed class AdmissionChain(ImmutableArray<IAdmission> plugins)
{
    /// <summary>Those of every instance. What calls others out comes before quotas, which count last.</summary>
    public static AdmissionChain Default(
        IObjectStore store, Random random, TimeProvider clock, Func<Guid> newId, Func<string, CancellationToken, Task<bool>> prepareAccess) => new(
    [
        new LimitRangeAdmission(store),
        new ServiceAccountAdmission(store, random, prepareAccess),
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
}
