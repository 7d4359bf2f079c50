using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>Where a container's environment comes from.</summary>
internal static class EnvironmentDescription
{
    public static void Write(DescriptionWriter to, JsonElement pod, JsonElement container)
    {
        if (container.Field("envFrom").Items().ToArray() is { Length: > 0 } sources)
        {
            to.Heading(2, "Environment Variables from:");
            foreach (var source in sources)
            {
                var (kind, reference) = source.Field("configMapRef") is { ValueKind: JsonValueKind.Object } map
                    ? ("ConfigMap", map)
                    : ("Secret", source.Field("secretRef"));
                var prefix = source.Text("prefix") is { Length: > 0 } text ? $" with prefix '{text}'" : "";
                to.Line(3, reference.Text("name"), kind + prefix, "Optional: " + Optional(reference));
            }
        }

        var variables = container.Field("env").Items().ToArray();
        if (variables.Length == 0)
        {
            to.Field(2, "Environment", "<none>");
            return;
        }

        to.Heading(2, "Environment:");
        foreach (var variable in variables)
        {
            var lines = Value(pod, container, variable).Split('\n');
            to.Field(3, variable.Text("name"), lines[0]);
            foreach (var line in lines.Skip(1))
            {
                to.Line(3, "", line);
            }
        }
    }

    private static string Value(JsonElement pod, JsonElement container, JsonElement variable)
    {
        var from = variable.Field("valueFrom");
        if (from.Field("fieldRef") is { ValueKind: JsonValueKind.Object } field)
        {
            return $"{FieldOf(pod, field.Text("fieldPath"))} ({field.Text("apiVersion")}:{field.Text("fieldPath")})";
        }

        if (from.Field("resourceFieldRef") is { ValueKind: JsonValueKind.Object } resource)
        {
            var name = resource.Text("resource");
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var value = dot < 0 ? "" : container.Field("resources", name[..dot]).Field(name[(dot + 1)..]).Text();
            return $"{(value.Length == 0 ? "node allocatable" : value)} ({name})";
        }

        if (from.Field("secretKeyRef") is { ValueKind: JsonValueKind.Object } secret)
        {
            return $"<set to the key '{secret.Text("key")}' in secret '{secret.Text("name")}'>  Optional: {Optional(secret)}";
        }

        return from.Field("configMapKeyRef") is { ValueKind: JsonValueKind.Object } map
            ? $"<set to the key '{map.Text("key")}' of config map '{map.Text("name")}'>  Optional: {Optional(map)}"
            : variable.Text("value");
    }

    private static string Optional(JsonElement reference) => reference.Field("optional").IsTrue() ? "true" : "false";

    private static string FieldOf(JsonElement pod, string path)
    {
        var bracket = path.IndexOf("['", StringComparison.Ordinal);
        if (bracket > 0 && path.EndsWith("']", StringComparison.Ordinal))
        {
            return FieldAt(pod, path[..bracket]).Text(path[(bracket + 2)..^2]);
        }

        return path == "status.podIPs"
            ? string.Join(',', pod.Field("status", "podIPs").Items().Select(ip => ip.Text("ip")))
            : FieldAt(pod, path).Text();
    }

    private static JsonElement FieldAt(JsonElement pod, string path) => path.Split('.').Aggregate(pod, (at, name) => at.Field(name));
}
