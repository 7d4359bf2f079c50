using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>The volumes of a pod.</summary>
internal static class VolumeDescription
{
    private static readonly string[] s_sources =
        ["hostPath", "emptyDir", "secret", "configMap", "projected", "downwardAPI", "nfs", "local", "persistentVolumeClaim", "ephemeral", "image"];

    public static void WriteAll(DescriptionWriter to, JsonElement pod)
    {
        var volumes = pod.Field("spec", "volumes").Items().ToArray();
        if (volumes.Length == 0)
        {
            to.Field(0, "Volumes", "<none>");
            return;
        }

        to.Heading(0, "Volumes:");
        foreach (var volume in volumes)
        {
            to.Heading(1, volume.Text("name") + ":");
            WriteSource(to, volume);
        }
    }

    /// <summary>The source of a volume of a pod, or of a persistent one.</summary>
    public static void WriteSource(DescriptionWriter to, JsonElement volume)
    {
        var source = volume.Sorted().FirstOrDefault(p => s_sources.Contains(p.Name));
        Write(to, source.Name ?? "", source.Value);
    }

    private static void Write(DescriptionWriter to, string kind, JsonElement source)
    {
        switch (kind)
        {
            case "hostPath":
                Type(to, "HostPath (bare host directory volume)");
                to.Field(2, "Path", source.Text("path"));
                to.Field(2, "HostPathType", source.Text("type"));
                break;
            case "emptyDir":
                Type(to, "EmptyDir (a temporary directory that shares a pod's lifetime)");
                to.Field(2, "Medium", source.Text("medium"));
                to.Field(2, "SizeLimit", source.Text("sizeLimit") is { Length: > 0 } size ? size : "<unset>");
                break;
            case "secret":
                Type(to, "Secret (a volume populated by a Secret)");
                to.Field(2, "SecretName", source.Text("secretName"));
                to.Field(2, "Optional", Optional(source));
                break;
            case "configMap":
                Type(to, "ConfigMap (a volume populated by a ConfigMap)");
                to.Field(2, "Name", source.Text("name"));
                to.Field(2, "Optional", Optional(source));
                break;
            case "projected":
                Type(to, "Projected (a volume that contains injected data from multiple sources)");
                foreach (var part in source.Field("sources").Items())
                {
                    WriteProjected(to, part);
                }

                break;
            case "downwardAPI":
                Type(to, "DownwardAPI (a volume populated by information about the pod)");
                to.Heading(2, "Items:");
                foreach (var item in source.Field("items").Items())
                {
                    var from = item.Field("fieldRef").Exists() ? item.Field("fieldRef", "fieldPath") : item.Field("resourceFieldRef", "resource");
                    to.Heading(3, $"{from.Text()} -> {item.Text("path")}");
                }

                break;
            case "nfs":
                Type(to, "NFS (an NFS mount that lasts the lifetime of a pod)");
                to.Field(2, "Server", source.Text("server"));
                to.Field(2, "Path", source.Text("path"));
                to.Field(2, "ReadOnly", source.Field("readOnly").IsTrue() ? "true" : "false");
                break;
            case "local":
                Type(to, "LocalVolume (a persistent volume backed by local storage on a node)");
                to.Field(2, "Path", source.Text("path"));
                break;
            case "persistentVolumeClaim":
                Type(to, "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)");
                to.Field(2, "ClaimName", source.Text("claimName"));
                to.Field(2, "ReadOnly", source.Field("readOnly").IsTrue() ? "true" : "false");
                break;
            case "ephemeral":
                Type(to, "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)");
                WriteClaim(to, source.Field("volumeClaimTemplate"));
                break;
            case "image":
                Type(to, "Image (a container image or OCI artifact)");
                to.Field(2, "Reference", source.Text("reference"));
                to.Field(2, "PullPolicy", source.Text("pullPolicy"));
                break;
            default:
                to.Heading(2, "<unknown>");
                break;
        }
    }

    // As kubectl does: the first value of labels and annotations is indented once more, and of a claim yet to come neither size nor modes are told.
    private static void WriteClaim(DescriptionWriter to, JsonElement template)
    {
        var spec = template.Field("spec");
        to.Field(2, "StorageClass", spec.Text("storageClassName"));
        to.Field(2, "Volume", spec.Text("volumeName"));
        foreach (var (label, field) in (IEnumerable<(string, string)>)[("Labels", "labels"), ("Annotations", "annotations")])
        {
            var separator = field == "labels" ? "=" : ": ";
            string[] values = [.. template.Field("metadata", field).Sorted().Select(m => $"{m.Name}{separator}{m.Value.Text()}")];
            to.Fields(2, label, [$"    {values.FirstOrDefault("<none>")}", .. values.Skip(1)]);
        }

        to.Field(2, "Capacity", "");
        to.Field(2, "Access Modes", "");
        to.OptionalField(2, "VolumeMode", spec.Text("volumeMode"));
    }

    private static void WriteProjected(DescriptionWriter to, JsonElement part)
    {
        if (part.Field("secret") is { ValueKind: JsonValueKind.Object } secret)
        {
            to.Field(2, "SecretName", secret.Text("name"));
            to.Field(2, "Optional", Optional(secret));
        }
        else if (part.Field("downwardAPI").Exists())
        {
            to.Field(2, "DownwardAPI", "true");
        }
        else if (part.Field("configMap") is { ValueKind: JsonValueKind.Object } map)
        {
            to.Field(2, "ConfigMapName", map.Text("name"));
            to.Field(2, "Optional", Optional(map));
        }
        else if (part.Field("serviceAccountToken") is { ValueKind: JsonValueKind.Object } token)
        {
            to.Field(2, "TokenExpirationSeconds", token.Text("expirationSeconds"));
        }
    }

    private static void Type(DescriptionWriter to, string text) => to.Field(2, "Type", text);

    private static string Optional(JsonElement source) => source.Field("optional").IsTrue() ? "true" : "false";
}
