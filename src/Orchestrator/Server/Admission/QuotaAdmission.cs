using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Refuses new objects, and changes by which objects count for more, for which the quotas of their namespace have no room.</summary>
/// <remarks>
/// What counts is counted anew each time. An object that was let pass and is not stored yet counts too, so that two at once do
/// not get the same room.
/// </remarks>
internal sealed class QuotaAdmission(IObjectStore store) : IAdmission
{
    public const string Resource = "resourcequotas";

    private static readonly ImmutableArray<string> s_mustBeNamed = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Passed> _passed = new(StringComparer.Ordinal);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var resource = request.Definition.StoredAs;
        if (request.Namespace.Length == 0)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            var quotas = store.All<ResourceQuota>(Resource, request.Namespace).Where(q => QuotaUsage.Concerns(q.Spec, resource)).ToList();
            if (quotas.Count == 0)
            {
                return ValueTask.CompletedTask;
            }

            var key = new ObjectKey(resource, request.Namespace, request.Name);
            var passed = new Passed(key, request.IsCreate ? null : store.Get(key), JsonText.OfTree(request.Content).ToArray());
            quotas.RemoveAll(quota => !request.IsCreate && passed.More(quota.Spec).Values.All(v => v.IsZero));
            if (quotas.Count == 0)
            {
                return ValueTask.CompletedTask;
            }

            quotas.ForEach(quota => Check(request, quota, passed));
            _passed[request.Uid] = passed;
            request.WhenOver(() => Forget(request.Uid));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A resize may take what is left beside what the pod has.</summary>
    public ValueTask ValidatePartAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValidateAsync(request, cancellationToken);

    private void Check(AdmissionRequest request, ResourceQuota quota, Passed wanted)
    {
        if (request.Creates("pods") && ApiJson.FromJson<Pod>(wanted.Json) is var pod && QuotaScopes.Count(quota.Spec, pod))
        {
            RefuseUnnamed(request, quota, pod.Spec);
        }

        var asked = wanted.More(quota.Spec);
        var used = QuotaUsage.OfAll(quota.Spec, store, request.Namespace);
        foreach (var passed in _passed.Values.Where(p => p.Key.Namespace == request.Namespace && p.Key != wanted.Key && store.Get(p.Key)?.Revision == p.Before?.Revision))
        {
            used = QuotaUsage.Sum(used, passed.More(quota.Spec));
        }

        var hard = quota.Spec.Hard ?? ImmutableSortedDictionary<string, Quantity>.Empty;
        var over = hard.Where(h => asked[h.Key].Sign > 0 && used[h.Key] + asked[h.Key] > h.Value).Select(h => h.Key).ToList();
        if (over.Count > 0)
        {
            throw request.Forbidden($"exceeded quota: {quota.Metadata.Name}, requested: {Text(asked)}, used: {Text(used)}, limited: {Text(hard)}");
        }

        string Text(ImmutableSortedDictionary<string, Quantity> amounts) => string.Join(',', over.Select(name => $"{name}={amounts[name]}"));
    }

    // Where processors or memory are counted, each container must say what it wants.
    private static void RefuseUnnamed(AdmissionRequest request, ResourceQuota quota, PodSpec spec)
    {
        var missing = new List<string>();
        foreach (var name in s_mustBeNamed.Where(n => quota.Spec.Hard?.ContainsKey(n) == true))
        {
            var (limits, resource) = name.StartsWith("limits.", StringComparison.Ordinal) ? (true, name["limits.".Length..]) : (false, name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            if ((limits ? spec.Resources?.Limits : spec.Resources?.Requests)?.ContainsKey(resource) == true)
            {
                continue;
            }

            var silent = spec.InitContainers.Concat(spec.Containers)
                .Where(c => (limits ? c.Resources.Limits : c.Resources.Requests)?.ContainsKey(resource) != true).Select(c => c.Name).Order(StringComparer.Ordinal).ToList();
            if (silent.Count > 0)
            {
                missing.Add($"{name} for: {string.Join(',', silent)}");
            }
        }

        if (missing.Count > 0)
        {
            throw request.Forbidden($"failed quota: {quota.Metadata.Name}: must specify {string.Join("; ", missing)}");
        }
    }

    /// <summary>A write that was let pass.</summary>
    /// <param name="Key">Of the object.</param>
    /// <param name="Before">As it is stored until the write has happened; null for a new one.</param>
    /// <param name="Json">As it is to be.</param>
    private sealed record Passed(ObjectKey Key, StoredObject? Before, byte[] Json)
    {
        /// <summary>How much more it counts than before.</summary>
        public ImmutableSortedDictionary<string, Quantity> More(ResourceQuotaSpec quota)
        {
            var now = QuotaUsage.Of(quota, Key.Resource, Json);
            return Before is null ? now : QuotaUsage.Difference(now, QuotaUsage.Of(quota, Key.Resource, Before.Json.Span));
        }
    }

    private void Forget(string uid)
    {
        lock (_gate)
        {
            _passed.Remove(uid);
        }
    }
}
