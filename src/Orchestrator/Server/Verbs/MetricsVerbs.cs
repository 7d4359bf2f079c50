using System.Buffers;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Metrics;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Metrics;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using ResourceNames = LocalPods.Api.Core.ResourceNames;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>GET of what pods and nodes use: <c>metrics.k8s.io</c>. Selectors select the pods and nodes themselves.</summary>
internal sealed class MetricsVerbs(IObjectStore store, ResourceRegistry resources, UsageReader usage, TimeProvider clock)
{
    private const string Nodes = "nodes";

    /// <summary>Whether a kind is one that is measured.</summary>
    public static bool Serves(ResourceDefinition definition) => definition.Names.Group == MetricsResource.Group;

    /// <summary>Answers one object or a list.</summary>
    public async Task AnswerAsync(ResourceRequest request)
    {
        if (request.Http.Request.Method != "GET" || request.Target.Subresource is not null)
        {
            throw ApiErrors.MethodNotAllowed();
        }

        var list = request.Target.Name is null;
        var format = request.Format(list);
        var measured = await MeasureAsync(request, Find(request));
        if (!list)
        {
            await Answer.ObjectAsync(request, measured.FirstOrDefault() ?? throw NotFound(request), 200, format, clock.GetUtcNow());
            return;
        }

        var output = new ArrayBufferWriter<byte>(256 + measured.Sum(m => m.Json.Length + 1));
        ObjectJson.WriteList(output, request.Definition, measured, new ListMeta(), format, TableJson.Include(request.Query), clock.GetUtcNow());
        await Answer.BytesAsync(request.Http, 200, Answer.JsonType, output.WrittenMemory);
    }

    private ImmutableArray<StoredObject> Find(ResourceRequest request)
    {
        var plural = request.Definition.Names.Plural;
        if (request.Target.Name is { } name)
        {
            return store.Get(new ObjectKey(plural, request.Namespace ?? "", name)) is { } stored ? [stored] : throw NotFound(request);
        }

        resources.TryFind("", "v1", plural, out var measuredKind);
        var options = request.Query.ListOptions();
        var filter = ObjectFilter.Parse(measuredKind!, options.LabelSelector, options.FieldSelector);
        return [.. store.List(plural, request.Namespace).Items.Where(filter.Matches)];
    }

    private async Task<ImmutableArray<StoredObject>> MeasureAsync(ResourceRequest request, ImmutableArray<StoredObject> found)
    {
        if (request.Definition.Names.Plural == Nodes)
        {
            var use = await usage.OfNodeAsync(request.Aborted) ?? await SumAsync(request.Aborted);
            return use is null ? [] : [.. found.Select(node => Show(request, node, Measured(node.Read<Node>(), use)))];
        }

        var pods = found.Select(stored => (Stored: stored, Pod: stored.Read<Pod>())).Where(p => !p.Pod.IsTerminal()).ToList();
        var uses = await usage.OfContainersAsync([.. pods.SelectMany(p => Running(p.Pod)).Select(s => Id(s))], request.Aborted);
        return [.. pods.Select(p => (p.Stored, Metrics: Measured(p.Pod, uses))).Where(p => p.Metrics is not null).Select(p => Show(request, p.Stored, p.Metrics!))];
    }

    // Where the node itself cannot be asked, what its pods use is the best there is.
    private async Task<ResourceUse?> SumAsync(CancellationToken cancellationToken)
    {
        var ids = store.All<Pod>(PodObject.Resource, @namespace: null).SelectMany(Running).Select(s => Id(s));
        var uses = await usage.OfContainersAsync([.. ids], cancellationToken);
        return uses.IsEmpty ? null : new ResourceUse(
            uses.Values.Max(u => u.At), uses.Values.Max(u => u.Window), uses.Values.Sum(u => u.NanoCores), uses.Values.Sum(u => u.WorkingSetBytes));
    }

    // A pod is told of once all its running containers were measured.
    private static PodMetrics? Measured(Pod pod, ImmutableDictionary<string, ResourceUse> uses)
    {
        var running = Running(pod).ToList();
        var measured = running.Where(s => uses.ContainsKey(Id(s))).Select(s => (s.Name, Use: uses[Id(s)])).ToList();
        return measured.Count == 0 || measured.Count < running.Count ? null : new PodMetrics
        {
            Metadata = Named(pod.Metadata),
            Timestamp = WholeSeconds.Of(measured.Min(m => m.Use.At)),
            Window = GoDuration.Format(TimeSpan.FromMilliseconds((long)measured.Max(m => m.Use.Window).TotalMilliseconds)),
            Containers = [.. measured.Select(m => new ContainerMetrics { Name = m.Name, Usage = Amounts(m.Use) })],
        };
    }

    private static NodeMetrics Measured(Node node, ResourceUse use) => new()
    {
        Metadata = Named(node.Metadata),
        Timestamp = WholeSeconds.Of(use.At),
        Window = GoDuration.Format(TimeSpan.FromMilliseconds((long)use.Window.TotalMilliseconds)),
        Usage = Amounts(use),
    };

    private static ObjectMeta Named(ObjectMeta of) => new() { Name = of.Name, Namespace = of.Namespace, Labels = of.Labels, CreationTimestamp = of.CreationTimestamp };

    private static ImmutableSortedDictionary<string, Quantity> Amounts(ResourceUse use) => ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal)
        .Add(ResourceNames.Cpu, Quantity.FromNanoValue(use.NanoCores, QuantityFormat.DecimalSI))
        .Add(ResourceNames.Memory, Quantity.FromValue(use.WorkingSetBytes, QuantityFormat.BinarySI));

    private static IEnumerable<ContainerStatus> Running(Pod pod) =>
        pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Concat(pod.Status.EphemeralContainerStatuses).Where(s => s.State.Running is not null && s.ContainerID is not null);

    // An id is written with the engine's name in front: docker://4c5f...
    private static string Id(ContainerStatus status) => status.ContainerID![(status.ContainerID!.LastIndexOf('/') + 1)..];

    private static StoredObject Show<T>(ResourceRequest request, StoredObject of, T metrics)
        where T : class, IKubernetesObject =>
        new(new ObjectKey(request.Definition.Names.Qualified, of.Key.Namespace, of.Key.Name), 0, JsonText.OfTree(request.Definition.Canonical(ApiJson.ToJson(metrics))));

    private static ApiException NotFound(ResourceRequest request)
    {
        var names = request.Definition.Names;
        var singular = new Resources.ResourceNames(names.Group, names.Version, names.Kind.ToLowerInvariant(), "", names.Kind, names.Namespaced);
        return ApiErrors.NotFound(singular, request.Namespace is { } ns ? $"{ns}/{request.Name}" : request.Name);
    }
}
