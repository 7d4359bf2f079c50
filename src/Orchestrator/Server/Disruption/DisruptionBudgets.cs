using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Api.Policy;
using LocalPods.Api.Selectors;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;
using Owner = LocalPods.Orchestrator.Server.Collection.Owner;

namespace LocalPods.Orchestrator.Server.Disruption;

/// <summary>Lets pods be evicted as far as disruption budgets allow, and keeps the status of the budgets.</summary>
/// <remarks>
/// What is allowed is worked out from the pods at each eviction, one after another: the status only shows it. An eviction that is
/// granted begins before the next is looked at, so none has to be remembered in between.
/// </remarks>
internal sealed class DisruptionBudgets(ObjectRegistry objects, ResourceRegistry resources, TimeProvider clock) : IDisposable
{
    private readonly LiveObjects<PodDisruptionBudget> _budgets =
        new(objects.Store, PodDisruptionBudgetResource.Resource, o => ApiJson.FromJson<PodDisruptionBudget>(o.Document));

    private readonly LiveObjects<BudgetPod> _pods = new(objects.Store, "pods", BudgetPod.Of);
    private readonly SemaphoreSlim _evicting = new(1);

    /// <summary>Kinds whose changes change what budgets allow.</summary>
    public static ImmutableArray<string> Followed { get; } = ["pods", PodDisruptionBudgetResource.Resource];

    /// <summary>Writes the status of the budgets whose status is another by now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, budget) in _budgets.Look())
        {
            var status = StatusOf(key.Namespace, budget);
            if (!JsonNode.DeepEquals(ApiJson.ToJson(status), ApiJson.ToJson(budget.Status)))
            {
                await WriteAsync(key, status, cancellationToken);
            }
        }
    }

    /// <summary>Has a pod deleted if the budgets allow it.</summary>
    /// <param name="namespace">Of the pod.</param>
    /// <param name="name">Of the pod, which is there.</param>
    /// <param name="delete">Asks for it to go.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    /// <exception cref="ApiException">429: a budget keeps the pod; 500: there are several of them.</exception>
    public async Task EvictAsync(string @namespace, string name, Func<Task> delete, CancellationToken cancellationToken)
    {
        var key = new ObjectKey("pods", @namespace, name);
        if (BudgetsOf(key).IsEmpty)
        {
            await delete();
            return;
        }

        await _evicting.WaitAsync(cancellationToken);
        try
        {
            Check(key);
            await delete();
        }
        finally
        {
            _evicting.Release();
        }
    }

    public void Dispose() => _evicting.Dispose();

    /// <summary>The budgets that keep a pod; none keeps one that is going already.</summary>
    private ImmutableArray<PodDisruptionBudget> BudgetsOf(ObjectKey pod) => _pods.Look().GetValueOrDefault(pod) is not { IsGoing: false } found ? []
        : [.. _budgets.Look().Where(b => b.Key.Namespace == pod.Namespace && LabelMatcher.From(b.Value.Spec.Selector).Matches(found.Labels)).Select(b => b.Value)];

    private void Check(ObjectKey pod)
    {
        var budgets = BudgetsOf(pod);
        if (budgets.Length > 1)
        {
            throw ApiErrors.Failed("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (budgets is [var budget] && StatusOf(pod.Namespace, budget) is var status && _pods.Look().TryGetValue(pod, out var found) && !BudgetArithmetic.Allows(budget, status, found))
        {
            throw ApiErrors.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", new StatusCause
            {
                Reason = "DisruptionBudget",
                Message = string.Create(
                    CultureInfo.InvariantCulture, $"The disruption budget {budget.Metadata.Name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently"),
            });
        }
    }

    private PodDisruptionBudgetStatus StatusOf(string @namespace, PodDisruptionBudget budget)
    {
        var selector = LabelMatcher.From(budget.Spec.Selector);
        var pods = _pods.Look().Where(p => p.Key.Namespace == @namespace && selector.Matches(p.Value.Labels)).Select(p => p.Value).ToList();
        return BudgetArithmetic.Status(budget, pods, () => Kept(@namespace, pods), clock.GetUtcNow());
    }

    // Pods that nobody keeps are not counted, and what cannot be scaled says no number.
    private int Kept(string @namespace, IEnumerable<BudgetPod> pods) =>
        pods.Select(p => p.Controller).OfType<Owner>().Select(c => Scaled(@namespace, c)).OfType<(string Uid, int Replicas)>().Distinct().Sum(s => s.Replicas);

    /// <summary>The highest controller above that has a number of replicas, and the number.</summary>
    private (string Uid, int Replicas)? Scaled(string @namespace, Owner controller)
    {
        (string, int)? scaled = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (Owner? at = controller; at is { } owner && seen.Add(owner.Uid);)
        {
            var definition = resources.All.FirstOrDefault(d => d.Names.Kind == owner.Kind && d.Names.Group == owner.Group && d.Names.Namespaced);
            if (definition is null || objects.Store.Get(new ObjectKey(definition.StoredAs, @namespace, owner.Name)) is not { } found || JsonFields.Text(found.Document, "metadata.uid") != owner.Uid)
            {
                break;
            }

            if (definition.Scale is { } paths && int.TryParse(JsonFields.Text(found.Document, paths.SpecReplicas), NumberStyles.Integer, CultureInfo.InvariantCulture, out var replicas))
            {
                scaled = (owner.Uid, replicas);
            }

            at = BudgetPod.ControllerOf(found.Document);
        }

        return scaled;
    }

    private async Task WriteAsync(ObjectKey key, PodDisruptionBudgetStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await objects.ChangeAsync(
                PodDisruptionBudgetResource.Instance,
                key.Namespace,
                key.Name,
                content =>
                {
                    ObjectMetadata.Of(content).Remove("resourceVersion"); // tried again when somebody else is faster
                    content["status"] = ApiJson.ToJson(status);
                    return content;
                },
                WritePart.Status,
                WriteOrigin.Controllers,
                cancellationToken);
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            // It went meanwhile.
        }
    }
}
