using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A pod as <c>describe pod</c> prints it (spec: pod-lifecycle 11.3).</summary>
internal static class PodDescription
{
    /// <summary>The whole text, events at its end.</summary>
    /// <param name="pod">As served.</param>
    /// <param name="events">Of this pod, in any order; null when they were not asked for.</param>
    /// <param name="clock">What ages are measured against, and the zone that times are shown in.</param>
    /// <param name="nextTries">When containers that wait are tried again, by name, as far as known; null when nothing is.</param>
    public static string Write(
        JsonElement pod, IReadOnlyList<JsonElement>? events, TimeProvider clock, IReadOnlyDictionary<string, DateTimeOffset>? nextTries = null)
    {
        var to = new DescriptionWriter(clock);
        WriteIdentity(to, pod);
        WriteState(to, pod);
        ContainerDescription.WriteAll(to, pod, "initContainers", "initContainerStatuses", "Init Containers", nextTries);
        ContainerDescription.WriteAll(to, pod, "containers", "containerStatuses", "Containers", nextTries);
        ContainerDescription.WriteAll(to, pod, "ephemeralContainers", "ephemeralContainerStatuses", "Ephemeral Containers", nextTries);
        WriteReadinessGates(to, pod);
        WriteConditions(to, pod);
        VolumeDescription.WriteAll(to, pod);
        to.OptionalField(0, "QoS Class", pod.Field("status", "qosClass").Text());
        to.Fields(0, "Node-Selectors", [.. pod.Field("spec", "nodeSelector").Sorted().Select(s => $"{s.Name}={s.Value.Text()}")]);
        to.Fields(0, "Tolerations", [.. pod.Field("spec", "tolerations").Items().OrderBy(t => t.Text("key"), StringComparer.Ordinal).Select(Toleration)]);
        SpreadDescription.Write(to, pod.Field("spec", "topologySpreadConstraints"));
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }

    private static void WriteIdentity(DescriptionWriter to, JsonElement pod)
    {
        var (metadata, spec, status) = (pod.Field("metadata"), pod.Field("spec"), pod.Field("status"));
        to.Field(0, "Name", metadata.Text("name"));
        to.Field(0, "Namespace", metadata.Text("namespace"));
        to.OptionalField(0, "Priority", spec.Text("priority"));
        to.OptionalField(0, "Priority Class Name", spec.Text("priorityClassName"));
        to.OptionalField(0, "Runtime Class Name", spec.Text("runtimeClassName"));
        to.OptionalField(0, "Service Account", spec.Text("serviceAccountName"));
        to.Field(0, "Node", spec.Text("nodeName") is { Length: > 0 } node ? $"{node}/{status.Text("hostIP")}" : "<none>");
        to.OptionalField(0, "Start Time", to.Time(status.Field("startTime")));
        MetadataDescription.WriteLabels(to, metadata);
    }

    private static void WriteState(DescriptionWriter to, JsonElement pod)
    {
        var status = pod.Field("status");
        var phase = status.Text("phase");
        if (pod.Field("metadata", "deletionTimestamp").Time() is { } deletion && phase is not ("Succeeded" or "Failed"))
        {
            to.Field(0, "Status", $"Terminating (lasts {ResourceAge.Format(to.Now - deletion)})");
            to.Field(0, "Termination Grace Period", pod.Field("metadata", "deletionGracePeriodSeconds").Text() + "s");
        }
        else
        {
            to.Field(0, "Status", phase);
        }

        to.OptionalField(0, "Reason", status.Text("reason"));
        to.OptionalField(0, "Message", status.Text("message"));
        Seccomp(to, 0, pod.Field("spec", "securityContext"));
        to.Field(0, "IP", status.Text("podIP"));
        if (status.Field("podIPs").Items().Select(ip => ip.Text("ip")).ToArray() is { Length: > 0 } ips)
        {
            to.Heading(0, "IPs:");
            foreach (var ip in ips)
            {
                to.Field(1, "IP", ip);
            }
        }
        else
        {
            to.Field(0, "IPs", "<none>");
        }

        foreach (var owner in pod.Field("metadata", "ownerReferences").Items().Where(o => o.Field("controller").IsTrue()))
        {
            to.Field(0, "Controlled By", $"{owner.Text("kind")}/{owner.Text("name")}");
        }

        to.OptionalField(0, "NominatedNodeName", status.Text("nominatedNodeName"));
    }

    private static void WriteReadinessGates(DescriptionWriter to, JsonElement pod)
    {
        if (pod.Field("spec", "readinessGates").Items().Select(g => g.Text("conditionType")).ToArray() is { Length: > 0 } gates)
        {
            to.Heading(0, "Readiness Gates:");
            to.Line(1, "Type", "Status");
            foreach (var gate in gates)
            {
                var status = pod.Field("status", "conditions").Items().FirstOrDefault(c => c.Text("type") == gate).Text("status");
                to.Line(1, gate + " ", (status.Length > 0 ? status : "<none>") + " ");
            }
        }
    }

    private static void WriteConditions(DescriptionWriter to, JsonElement pod)
    {
        if (pod.Field("status", "conditions").Items().ToArray() is { Length: > 0 } conditions)
        {
            to.Heading(0, "Conditions:");
            to.Line(1, "Type", "Status");
            foreach (var condition in conditions)
            {
                to.Line(1, condition.Text("type") + " ", condition.Text("status") + " ");
            }
        }
    }

    /// <summary>The seccomp profile of a container or pod, if it names one.</summary>
    public static void Seccomp(DescriptionWriter to, int level, JsonElement securityContext)
    {
        var profile = securityContext.Field("seccompProfile");
        to.OptionalField(level, "SeccompProfile", profile.Text("type"));
        if (profile.Text("type") == "Localhost")
        {
            to.OptionalField(level, "LocalhostProfile", profile.Text("localhostProfile"));
        }
    }

    private static string Toleration(JsonElement toleration)
    {
        var text = toleration.Text("key");
        if (toleration.Text("value") is { Length: > 0 } value)
        {
            text += "=" + value;
        }

        if (toleration.Text("effect") is { Length: > 0 } effect)
        {
            text += ":" + effect;
        }

        if (toleration.Text("operator") == "Exists")
        {
            text += text.Length > 0 ? " op=Exists" : "op=Exists";
        }

        return toleration.Field("tolerationSeconds").Number() is { } seconds ? $"{text} for {seconds}s" : text;
    }
}
