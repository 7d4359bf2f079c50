using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Refuses new objects for which the quotas of their namespace have no room.</summary>
/// <remarks>
/// What counts is counted anew each time. An object that was let pass and is not stored yet counts too, so that two at once do
/// not get the same room.
/// </remarks>
internal sealed class QuotaAdmission(IObjectStore store) : IAdmission
{
    public const string Resource = "resourcequotas";

    private static readonly ImmutableArray<string> s_mustBeNamed = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ObjectKey Key, byte[] Json)> _passed = new(StringComparer.Ordinal);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var resource = request.Definition.Names.Qualified;
        if (!request.IsCreate || request.Namespace.Length == 0)
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

            var json = JsonText.OfTree(request.Content).ToArray();
            quotas.ForEach(quota => Check(request, quota, resource, json));
            _passed[request.Uid] = (new ObjectKey(resource, request.Namespace, request.Name), json);
            request.WhenOver(() => Forget(request.Uid));
        }

        return ValueTask.CompletedTask;
    }

    private void Check(AdmissionRequest request, ResourceQuota quota, string resource, byte[] json)
    {
        if (resource == "pods" && ApiJson.FromJson<Pod>(json) is var pod && QuotaScopes.Count(quota.Spec, pod))
        {
            RefuseUnnamed(request, quota, pod.Spec);
        }

        var asked = QuotaUsage.Of(quota.Spec, resource, json);
        var used = QuotaUsage.OfAll(quota.Spec, store, request.Namespace);
        foreach (var (key, passed) in _passed.Values.Where(p => p.Key.Namespace == request.Namespace && store.Get(p.Key) is null))
        {
            used = QuotaUsage.Sum(used, QuotaUsage.Of(quota.Spec, key.Resource, passed));
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

    private void Forget(string uid)
    {
        lock (_gate)
        {
            _passed.Remove(uid);
        }
    }
}
