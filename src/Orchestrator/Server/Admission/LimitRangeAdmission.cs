using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Gives containers the requests and limits that their namespace has for them, and refuses pods beyond its bounds.</summary>
internal sealed class LimitRangeAdmission(IObjectStore store) : IAdmission
{
    private const string Resource = "limitranges";
    private const string Annotation = "kubernetes.io/limit-ranger";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Creates("pods") && Items(request) is { Count: > 0 } items)
        {
            var pod = request.Read<Pod>();
            foreach (var item in items.Where(i => i.Type == LimitTypes.Container))
            {
                pod = WithDefaults(pod, item);
            }

            request.Replace(pod);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Creates("pods"))
        {
            Check(request);
        }

        return ValueTask.CompletedTask;
    }

    private void Check(AdmissionRequest request)
    {
        var spec = request.Read<Pod>().Spec;
        var faults = Items(request).SelectMany(item => LimitChecks.Of(spec, item)).ToList();
        if (faults.Count > 0)
        {
            throw request.Forbidden(faults.Count == 1 ? faults[0] : $"[{string.Join(", ", faults)}]");
        }
    }

    /// <summary>What a resize makes of the pod is held against the bounds as a new pod is.</summary>
    public ValueTask ValidatePartAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Existing is { } existing && AreOther(request.Read<Pod>().Spec, ApiJson.FromJson<Pod>(existing).Spec))
        {
            Check(request);
        }

        return ValueTask.CompletedTask;
    }

    private static bool AreOther(PodSpec spec, PodSpec before) =>
        !spec.AllContainers().Select(c => c.Resources).Zip(before.AllContainers().Select(c => c.Resources)).All(r => ApiJson.ToBytes(r.First).AsSpan().SequenceEqual(ApiJson.ToBytes(r.Second)));

    private List<LimitRangeItem> Items(AdmissionRequest request) => [.. store.All<LimitRange>(Resource, request.Namespace).SelectMany(r => r.Spec.Limits)];

    private static Pod WithDefaults(Pod pod, LimitRangeItem item)
    {
        var told = new List<string>();
        var spec = pod.Spec with
        {
            Containers = [.. pod.Spec.Containers.Select(c => WithDefaults(c, item, "container", told))],
            InitContainers = [.. pod.Spec.InitContainers.Select(c => WithDefaults(c, item, "init container", told))],
        };
        if (told.Count == 0)
        {
            return pod;
        }

        var annotations = pod.Metadata.Annotations ?? ImmutableSortedDictionary<string, string>.Empty;
        var note = $"LimitRanger plugin set: {string.Join("; ", told)}";
        return pod with { Spec = spec, Metadata = pod.Metadata with { Annotations = annotations.SetItem(Annotation, note) } };
    }

    private static Container WithDefaults(Container container, LimitRangeItem item, string kind, List<string> told)
    {
        var (requests, newRequests) = Filled(container.Resources.Requests, item.DefaultRequest);
        var (limits, newLimits) = Filled(container.Resources.Limits, item.Default);
        Tell(newRequests, "request");
        Tell(newLimits, "limit");
        return container with { Resources = container.Resources with { Requests = requests, Limits = limits } };

        void Tell(List<string> names, string what)
        {
            if (names.Count > 0)
            {
                told.Add($"{string.Join(", ", names)} {what} for {kind} {container.Name}");
            }
        }
    }

    private static (ImmutableSortedDictionary<string, Quantity>? Amounts, List<string> Set) Filled(
        ImmutableSortedDictionary<string, Quantity>? given, ImmutableSortedDictionary<string, Quantity>? defaults)
    {
        var missing = (defaults ?? ImmutableSortedDictionary<string, Quantity>.Empty).Where(d => given?.ContainsKey(d.Key) != true).ToList();
        return missing.Count == 0
            ? (given, [])
            : ((given ?? ImmutableSortedDictionary<string, Quantity>.Empty).AddRange(missing), [.. missing.Select(m => m.Key)]);
    }
}
