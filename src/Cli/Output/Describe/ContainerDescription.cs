using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>The containers of a pod, one block each.</summary>
internal static class ContainerDescription
{
    /// <summary>All containers of one kind; nothing when the pod has none.</summary>
    public static void WriteAll(
        DescriptionWriter to, JsonElement pod, string specField, string statusField, string title, IReadOnlyDictionary<string, DateTimeOffset>? nextTries)
    {
        var containers = pod.Field("spec", specField).Items().ToArray();
        if (containers.Length == 0)
        {
            return;
        }

        to.Heading(0, title + ":");
        var statuses = pod.Field("status", statusField).Items().ToArray();
        foreach (var container in containers)
        {
            var name = container.Text("name");
            to.Heading(1, name + ":");
            var status = statuses.FirstOrDefault(s => s.Text("name") == name);
            WriteBasics(to, container, status);
            WriteWords(to, "Command", container.Field("command"));
            WriteWords(to, "Args", container.Field("args"));
            if (status.Exists())
            {
                WriteState(to, "State", status.Field("state"));
                if (nextTries?.TryGetValue(name, out var at) == true && at > to.Now && status.Field("state", "waiting").Exists())
                {
                    to.Field(3, "Next Try", ResourceAge.Format(at - to.Now));
                }

                if (status.Field("lastState", "terminated").Exists())
                {
                    WriteState(to, "Last State", status.Field("lastState"));
                }

                to.Field(2, "Ready", status.Field("ready").IsTrue() ? "True" : "False");
                to.Field(2, "Restart Count", status.Text("restartCount"));
            }

            WriteResources(to, "Limits", container.Field("resources", "limits"));
            WriteResources(to, "Requests", container.Field("resources", "requests"));
            ProbeDescription.Write(to, "Liveness", container.Field("livenessProbe"));
            ProbeDescription.Write(to, "Readiness", container.Field("readinessProbe"));
            ProbeDescription.Write(to, "Startup", container.Field("startupProbe"));
            EnvironmentDescription.Write(to, pod, container);
            WriteMounts(to, container);
        }
    }

    private static void WriteBasics(DescriptionWriter to, JsonElement container, JsonElement status)
    {
        if (status.Exists())
        {
            to.Field(2, "Container ID", status.Text("containerID"));
        }

        to.Field(2, "Image", container.Text("image"));
        if (status.Exists())
        {
            to.Field(2, "Image ID", status.Text("imageID"));
        }

        WritePorts(to, "Port", container, "containerPort");
        WritePorts(to, "Host Port", container, "hostPort");
        PodDescription.Seccomp(to, 2, container.Field("securityContext"));
    }

    private static void WritePorts(DescriptionWriter to, string label, JsonElement container, string number)
    {
        var ports = container.Field("ports").Items()
            .Select(p => $"{(p.Text(number) is { Length: > 0 } port ? port : "0")}/{p.Text("protocol")}{(p.Text("name") is { Length: > 0 } name ? $" ({name})" : "")}")
            .ToArray();
        to.Field(2, ports.Length > 1 ? label + "s" : label, ports.Length == 0 ? "<none>" : string.Join(", ", ports));
    }

    private static void WriteWords(DescriptionWriter to, string title, JsonElement words)
    {
        if (words.Items().ToArray() is { Length: > 0 } all)
        {
            to.Heading(2, title + ":");
            foreach (var line in all.SelectMany(w => w.Text().Split('\n')))
            {
                to.Heading(3, line);
            }
        }
    }

    private static void WriteState(DescriptionWriter to, string label, JsonElement state)
    {
        if (state.Field("running") is { ValueKind: JsonValueKind.Object } running)
        {
            to.Field(2, label, "Running");
            to.Field(3, "Started", to.Time(running.Field("startedAt")));
        }
        else if (state.Field("terminated") is { ValueKind: JsonValueKind.Object } terminated)
        {
            to.Field(2, label, "Terminated");
            to.OptionalField(3, "Reason", terminated.Text("reason"));
            to.OptionalField(3, "Message", terminated.Text("message"));
            to.Field(3, "Exit Code", terminated.Text("exitCode"));
            to.OptionalField(3, "Signal", terminated.Text("signal"));
            to.Field(3, "Started", to.Time(terminated.Field("startedAt")));
            to.Field(3, "Finished", to.Time(terminated.Field("finishedAt")));
        }
        else
        {
            to.Field(2, label, "Waiting");
            to.OptionalField(3, "Reason", state.Field("waiting", "reason").Text());
        }
    }

    private static void WriteResources(DescriptionWriter to, string title, JsonElement resources)
    {
        if (resources.Sorted().ToArray() is { Length: > 0 } all)
        {
            to.Heading(2, title + ":");
            foreach (var (name, quantity) in all)
            {
                to.Field(3, name, quantity.Text());
            }
        }
    }

    private static void WriteMounts(DescriptionWriter to, JsonElement container)
    {
        var mounts = container.Field("volumeMounts").Items().OrderBy(m => m.Text("mountPath"), StringComparer.Ordinal).ToArray();
        if (mounts.Length == 0)
        {
            to.Field(2, "Mounts", "<none>");
            return;
        }

        to.Heading(2, "Mounts:");
        foreach (var mount in mounts)
        {
            var how = mount.Field("readOnly").IsTrue() ? "ro" : "rw";
            var subPath = mount.Text("subPath") is { Length: > 0 } path ? $",path=\"{path}\"" : "";
            to.Heading(3, $"{mount.Text("mountPath")} from {mount.Text("name")} ({how}{subPath})");
        }
    }
}
