using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Create;
using LocalPods.Cli.Output.Describe;

namespace LocalPods.Cli.Commands;

/// <summary>Describes objects: fetches what belongs to each beside itself, and has it laid out.</summary>
/// <param name="invocation">Has the flag <c>show-events</c>.</param>
internal sealed class Descriptions(Invocation invocation)
{
    private readonly TimeProvider _clock = invocation.Environment.Clock;

    /// <summary>The description of an object of a type.</summary>
    public string Of(ResourceType type, JsonElement item) => (type.Group, type.Plural) switch
    {
        ("", "pods") => PodDescription.Write(item, PodEvents(item), _clock, Backoffs.Of(invocation.Api, item)),
        ("", "nodes") => NodeDescription.Write(item, PodsOn(item), NodeEvents(item), _clock),
        ("", "namespaces") => NamespaceDescription.Write(item, Within(item, ResourceCatalog.ResourceQuotas), Within(item, ResourceCatalog.LimitRanges), _clock),
        ("", "configmaps") => ConfigMapDescription.Write(item, EventsAbout(item, type.Kind), _clock),
        ("", "secrets") => SecretDescription.Write(item, _clock),
        ("", "services") => ServiceDescription.Write(item, Slices(item), EventsAbout(item, type.Kind), _clock),
        ("", "serviceaccounts") => ServiceAccountDescription.Write(item, EventsAbout(item, type.Kind), _clock),
        ("", "resourcequotas") => QuotaDescription.Write(item, _clock),
        ("", "limitranges") => QuotaDescription.WriteRange(item, _clock),
        ("", "persistentvolumeclaims") => StorageDescription.WriteClaim(item, PodsBeside(item), EventsAbout(item, type.Kind), _clock),
        ("", "persistentvolumes") => StorageDescription.WriteVolume(item, EventsAbout(item, type.Kind), _clock),
        ("storage.k8s.io", "storageclasses") => StorageDescription.WriteClass(item, EventsAbout(item, type.Kind), _clock),
        ("scheduling.k8s.io", "priorityclasses") => PriorityClassDescription.Write(item, EventsAbout(item, type.Kind), _clock),
        (RbacTypes.Group, "roles" or "clusterroles") => RbacDescription.WriteRole(item, _clock),
        (RbacTypes.Group, "rolebindings" or "clusterrolebindings") => RbacDescription.WriteBinding(item, _clock),
        _ => PlainDescription.Write(item, EventsAbout(item, type.Kind), _clock),
    };

    /// <summary>The objects of a list.</summary>
    public JsonElement[] Items(string collection, (string Name, string? Value) parameter) =>
        [.. JsonElement.Parse(invocation.Api.Get(UrlText.WithQuery(collection, parameter))).Field("items").Items()];

    private JsonElement[]? PodEvents(JsonElement pod)
    {
        var metadata = pod.Field("metadata");
        var uid = metadata.Field("annotations").Text(PodAnnotations.Mirror) is { Length: > 0 } hash ? hash : metadata.Text("uid");
        return Events(metadata.Text("namespace"), $"involvedObject.uid={uid},involvedObject.name={metadata.Text("name")}");
    }

    // A kubelet names its node in events before it knows the object's uid: the name is what counts.
    private JsonElement[]? NodeEvents(JsonElement node) =>
        Events(ns: null, $"involvedObject.kind=Node,involvedObject.name={node.Field("metadata").Text("name")}");

    private JsonElement[]? EventsAbout(JsonElement of, string kind)
    {
        var metadata = of.Field("metadata");
        return Events(
            metadata.Text("namespace") is { Length: > 0 } ns ? ns : null,
            $"involvedObject.kind={kind},involvedObject.name={metadata.Text("name")},involvedObject.uid={metadata.Text("uid")}");
    }

    private JsonElement[]? Events(string? ns, string fieldSelector) =>
        invocation.Flags.On("show-events") ? Items(ResourceCatalog.Events.Collection(ns), ("fieldSelector", fieldSelector)) : null;

    private JsonElement[] PodsOn(JsonElement node) => Items(
        ResourceCatalog.Pods.Collection(null),
        ("fieldSelector", $"spec.nodeName={node.Field("metadata").Text("name")},status.phase!=Failed,status.phase!=Succeeded"));

    private JsonElement[] PodsBeside(JsonElement item) => Items(ResourceCatalog.Pods.Collection(item.Field("metadata").Text("namespace")), ("limit", null));

    private JsonElement[]? Within(JsonElement ns, ResourceType type) => IfServed(type.Collection(ns.Field("metadata").Text("name")), ("limit", "500"));

    private JsonElement[]? Slices(JsonElement service)
    {
        var metadata = service.Field("metadata");
        return IfServed(
            $"/apis/discovery.k8s.io/v1/namespaces/{UrlText.Escape(metadata.Text("namespace"))}/endpointslices",
            ("labelSelector", "kubernetes.io/service-name=" + metadata.Text("name")));
    }

    // Null where the server does not know the kind.
    private JsonElement[]? IfServed(string collection, (string Name, string? Value) parameter)
    {
        try
        {
            return Items(collection, parameter);
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return null;
        }
    }
}
