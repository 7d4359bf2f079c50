using System.Globalization;
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
            return $"{AmountOf(container, resource)} ({resource.Text("resource")})";
        }

        if (from.Field("secretKeyRef") is { ValueKind: JsonValueKind.Object } secret)
        {
            return $"<set to the key '{secret.Text("key")}' in secret '{secret.Text("name")}'>\tOptional: {Optional(secret)}";
        }

        if (from.Field("fileKeyRef") is { ValueKind: JsonValueKind.Object } file)
        {
            return $"<set to the key '{file.Text("key")}' in file '{file.Text("path")}' of volume '{file.Text("volumeName")}'>\tOptional: {Optional(file)}";
        }

        return from.Field("configMapKeyRef") is { ValueKind: JsonValueKind.Object } map
            ? $"<set to the key '{map.Text("key")}' of config map '{map.Text("name")}'>\tOptional: {Optional(map)}"
            : variable.Text("value");
    }

    private static string Optional(JsonElement reference) => reference.Field("optional").IsTrue() ? "true" : "false";

    // kubectl resolves these two and leaves all others to the reader.
    private static string FieldOf(JsonElement pod, string path) =>
        path is "metadata.name" or "metadata.namespace" ? pod.Field("metadata").Text(path["metadata.".Length..]) : "";

    /// <summary>The container's own request or limit in units of the divisor, rounded up; whatever container the reference names.</summary>
    private static string AmountOf(JsonElement container, JsonElement reference)
    {
        var name = reference.Text("resource");
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return "";
        }

        var amount = PodResources.Read(container.Field("resources", name[..dot]), name[(dot + 1)..]);
        var divisor = PodResources.Read(reference, "divisor");
        if (amount.IsZero && name is ("limits.cpu" or "limits.memory"))
        {
            return "node allocatable";
        }

        var units = name.EndsWith(".cpu", StringComparison.Ordinal)
            ? Math.Ceiling(amount.MilliValue / (divisor.IsZero ? 1000.0 : divisor.MilliValue))
            : Math.Ceiling(amount.Value / (divisor.IsZero ? 1.0 : divisor.Value));
        return units.ToString("F0", CultureInfo.InvariantCulture);
    }
}
