using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>Claims, persistent volumes and classes of storage as <c>describe</c> prints them.</summary>
internal static class StorageDescription
{
    /// <param name="claim">The claim.</param>
    /// <param name="pods">Of its namespace: those that use it are named.</param>
    /// <param name="events">About it; null for none to be shown.</param>
    /// <param name="clock">For ages.</param>
    public static string WriteClaim(JsonElement claim, IReadOnlyList<JsonElement> pods, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var (to, metadata, spec, status) = (new DescriptionWriter(clock), claim.Field("metadata"), claim.Field("spec"), claim.Field("status"));
        var bound = spec.Text("volumeName").Length > 0;
        to.Field(0, "Name", metadata.Text("name"));
        to.Field(0, "Namespace", metadata.Text("namespace"));
        to.Field(0, "StorageClass", spec.Text("storageClassName"));
        to.Field(0, "Status", StatusOf(to, metadata, status));
        to.Field(0, "Volume", spec.Text("volumeName"));
        MetadataDescription.WriteLabels(to, metadata);
        to.Field(0, "Finalizers", Finalizers(metadata));
        to.Field(0, "Capacity", bound ? status.Field("capacity").Text("storage") : "");
        to.Field(0, "Access Modes", bound ? Modes(status) : "");
        to.OptionalField(0, "VolumeMode", spec.Text("volumeMode"));
        to.Fields(0, "Used By", [.. pods.Where(p => Uses(p, metadata.Text("name"))).Select(p => p.Field("metadata").Text("name")).Order(StringComparer.Ordinal)]);
        return WithEvents(to, events);
    }

    public static string WriteVolume(JsonElement volume, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var (to, metadata, spec, status) = (new DescriptionWriter(clock), volume.Field("metadata"), volume.Field("spec"), volume.Field("status"));
        var claim = spec.Field("claimRef");
        to.Field(0, "Name", metadata.Text("name"));
        MetadataDescription.WriteLabels(to, metadata);
        to.Field(0, "Finalizers", Finalizers(metadata));
        to.Field(0, "StorageClass", spec.Text("storageClassName"));
        to.Field(0, "Status", StatusOf(to, metadata, status));
        to.OptionalField(0, "Reason", status.Text("reason"));
        to.Field(0, "Claim", claim.Exists() ? $"{claim.Text("namespace")}/{claim.Text("name")}" : "");
        to.Field(0, "Reclaim Policy", spec.Text("persistentVolumeReclaimPolicy"));
        to.Field(0, "Access Modes", Modes(spec));
        to.OptionalField(0, "VolumeMode", spec.Text("volumeMode"));
        to.Field(0, "Capacity", spec.Field("capacity").Text("storage"));
        WriteAffinity(to, spec.Field("nodeAffinity", "required"));
        to.Field(0, "Message", status.Text("message"));
        to.Heading(0, "Source:");
        VolumeDescription.WriteSource(to, spec);
        return WithEvents(to, events);
    }

    public static string WriteClass(JsonElement storage, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        const string usual = "storageclass.kubernetes.io/is-default-class";
        var (to, metadata) = (new DescriptionWriter(clock), storage.Field("metadata"));
        to.Field(0, "Name", metadata.Text("name"));
        to.Field(0, "IsDefaultClass", metadata.Field("annotations").Text(usual) == "true" ? "Yes" : "No");
        to.Field(0, "Annotations", Joined(metadata.Field("annotations")));
        to.Field(0, "Provisioner", storage.Text("provisioner"));
        to.Field(0, "Parameters", Joined(storage.Field("parameters")));
        to.Field(0, "AllowVolumeExpansion", storage.Field("allowVolumeExpansion") is { ValueKind: JsonValueKind.True or JsonValueKind.False } grows ? grows.IsTrue() ? "True" : "False" : "<unset>");
        to.Fields(0, "MountOptions", [.. storage.Field("mountOptions").Items().Select(o => o.Text())]);
        to.Field(0, "ReclaimPolicy", storage.Text("reclaimPolicy"));
        to.Field(0, "VolumeBindingMode", storage.Text("volumeBindingMode"));
        return WithEvents(to, events);
    }

    private static void WriteAffinity(DescriptionWriter to, JsonElement required)
    {
        if (!required.Exists())
        {
            to.Field(0, "Node Affinity", "<none>");
            return;
        }

        to.Field(0, "Node Affinity", "");
        var terms = required.Field("nodeSelectorTerms").Items().ToArray();
        to.Field(1, "Required Terms", terms.Length == 0 ? "<none>" : "");
        for (var i = 0; i < terms.Length; i++)
        {
            to.Fields(2, string.Create(CultureInfo.InvariantCulture, $"Term {i}"), [.. terms[i].Field("matchExpressions").Items().Select(Expression)]);
        }
    }

    private static string Expression(JsonElement expression)
    {
        string[] values = [.. expression.Field("values").Items().Select(v => v.Text())];
        return $"{expression.Text("key")} {expression.Text("operator").ToLowerInvariant()}{(values.Length == 0 ? "" : $" [{string.Join(", ", values)}]")}";
    }

    private static string StatusOf(DescriptionWriter to, JsonElement metadata, JsonElement status) =>
        metadata.Field("deletionTimestamp").Time() is { } deleted ? $"Terminating (lasts {ResourceAge.Format(to.Now - deleted)})" : status.Text("phase");

    private static bool Uses(JsonElement pod, string claim) => pod.Field("spec", "volumes").Items().Any(v =>
        v.Field("persistentVolumeClaim").Text("claimName") == claim || (v.Field("ephemeral").Exists() && $"{pod.Field("metadata").Text("name")}-{v.Text("name")}" == claim));

    private static string Modes(JsonElement of) => string.Join(',', of.Field("accessModes").Items().Select(mode => mode.Text() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));

    private static string Finalizers(JsonElement metadata) => $"[{string.Join(' ', metadata.Field("finalizers").Items().Select(f => f.Text()))}]";

    private static string Joined(JsonElement map) => string.Join(',', map.Sorted().Select(m => $"{m.Name}={m.Value.Text()}")) is { Length: > 0 } all ? all : "<none>";

    private static string WithEvents(DescriptionWriter to, IReadOnlyList<JsonElement>? events)
    {
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }
}
