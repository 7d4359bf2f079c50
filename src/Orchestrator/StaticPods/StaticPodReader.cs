using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>Makes a static pod of a manifest, as a kubelet does (kubelet <c>config/common.go</c>). Pure.</summary>
internal static class StaticPodReader
{
    private const int HashBytes = 16;

    /// <summary>Reads one file, which holds one pod.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="content">All of it.</param>
    /// <param name="nodeName">Of this node.</param>
    /// <param name="now">When the node saw this content.</param>
    /// <returns>The pod, or what is wrong with it: never both.</returns>
    public static (StaticPod? Pod, ImmutableArray<string> Faults) Read(string file, ReadOnlyMemory<byte> content, string nodeName, DateTimeOffset now)
    {
        var manifest = ManifestReader.Read(file, content);
        if (manifest.HasErrors)
        {
            return (null, [.. manifest.Faults.Where(f => f.Severity == FaultSeverity.Error).Select(FaultPrinter.Headline)]);
        }

        if (manifest.Objects is not [{ Kind: "Pod" } only])
        {
            var kinds = string.Join(", ", manifest.Objects.Select(o => o.Kind));
            return (null, [$"{file}: error: the file of a static pod holds one Pod and nothing else; this one holds {kinds}"]);
        }

        var pod = ApiJson.FromJson<Pod>(only.Json);
        if (string.IsNullOrEmpty(pod.Metadata.Name))
        {
            return (null, [$"{only.Position}: error: a static pod needs a name (metadata.name)"]);
        }

        var made = Make(pod, file, nodeName, now);
        ImmutableArray<string> faults =
            [.. PodValidation.ValidateCreate(made.Pod).Select(fault => $"{only.Locate(fault.Path)}: error: {fault.Path}: {fault.Body}")];
        return faults.IsEmpty ? (made, []) : (null, faults);
    }

    private static StaticPod Make(Pod written, string file, string nodeName, DateTimeOffset now)
    {
        var name = $"{written.Metadata.Name}-{nodeName}";
        var @namespace = written.Metadata.Namespace is { Length: > 0 } given ? given : "default";
        var hash = Hash(written, file, nodeName);
        var annotations = (written.Metadata.Annotations ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal))
            .SetItem(PodAnnotations.Hash, hash)
            .SetItem(PodAnnotations.Source, "file")
            .SetItem(PodAnnotations.Seen, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture))
            .SetItem(PodAnnotations.Mirror, hash)
            .SetItem(PodAnnotations.File, file);
        var pod = PodDefaults.AsCreated(PodDefaults.Apply(written with
        {
            Metadata = new Api.Meta.ObjectMeta { Name = name, Namespace = @namespace, Labels = written.Metadata.Labels, Annotations = annotations },
            Spec = written.Spec with { NodeName = nodeName, Tolerations = Tolerations(written.Spec) },
        }));
        var scheduled = new PodCondition { Type = PodConditionTypes.PodScheduled, Status = ConditionStatuses.True, LastTransitionTime = now };
        pod = pod with { Status = pod.Status with { Conditions = [scheduled] } };
        return new StaticPod(new ObjectKey(PodObject.Resource, @namespace, name), hash, pod, file);
    }

    // Nothing drives a static pod off its node.
    private static ImmutableArray<Toleration> Tolerations(PodSpec spec)
    {
        var all = new Toleration { Operator = "Exists", Effect = TaintEffects.NoExecute };
        return spec.Tolerations.Contains(all) ? spec.Tolerations : spec.Tolerations.Add(all);
    }

    private static string Hash(Pod written, string file, string nodeName)
    {
        byte[] all = [.. ApiJson.ToBytes(written), .. Encoding.UTF8.GetBytes($"host:{nodeName}file:{file}")];
        return Convert.ToHexStringLower(SHA256.HashData(all).AsSpan(0, HashBytes));
    }
}
