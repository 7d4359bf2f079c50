using System.Runtime.InteropServices;
using System.Text.Json;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Discovery;

/// <summary>What clients learn the served kinds from, in the form all of them understand (spec: api 2).</summary>
internal sealed class DiscoveryDocuments(ResourceRegistry registry)
{
    /// <summary><c>/api</c>.</summary>
    public static byte[] CoreVersions(string serverAddress) => JsonText.Object(writer =>
    {
        writer.WriteString("kind", "APIVersions");
        writer.WriteStartArray("versions");
        writer.WriteStringValue("v1");
        writer.WriteEndArray();
        writer.WriteStartArray("serverAddressByClientCIDRs");
        writer.WriteStartObject();
        writer.WriteString("clientCIDR", "0.0.0.0/0");
        writer.WriteString("serverAddress", serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    /// <summary><c>/apis</c>.</summary>
    public byte[] Groups() => JsonText.Object(writer =>
    {
        writer.WriteString("kind", "APIGroupList");
        writer.WriteString("apiVersion", "v1");
        writer.WriteStartArray("groups");
        foreach (var group in NamedGroups())
        {
            writer.WriteStartObject();
            WriteGroup(writer, group);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary><c>/apis/{group}</c>; null when it is not served.</summary>
    public byte[]? Group(string name) => NamedGroups().FirstOrDefault(g => g.Key == name) is not { } group ? null : JsonText.Object(writer =>
    {
        writer.WriteString("kind", "APIGroup");
        writer.WriteString("apiVersion", "v1");
        WriteGroup(writer, group);
    });

    /// <summary><c>/api/v1</c>, <c>/apis/{group}/{version}</c>; null when it is not served.</summary>
    public byte[]? GroupVersion(string group, string version)
    {
        var kinds = registry.All.Where(d => d.Names.Group == group && d.Names.Version == version).OrderBy(d => d.Names.Plural, StringComparer.Ordinal).ToList();
        return kinds.Count == 0 ? null : JsonText.Object(writer =>
        {
            writer.WriteString("kind", "APIResourceList");
            if (group.Length > 0)
            {
                writer.WriteString("apiVersion", "v1");
            }

            writer.WriteString("groupVersion", kinds[0].Names.ApiVersion);
            writer.WriteStartArray("resources");
            foreach (var kind in kinds)
            {
                WriteKind(writer, kind);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary><c>/version</c>.</summary>
    /// <param name="ours">Version of LocalPods.</param>
    public static byte[] Version(string ours) => JsonText.Object(writer =>
    {
        writer.WriteString("major", ServerVersion.Major);
        writer.WriteString("minor", ServerVersion.Minor);
        writer.WriteString("gitVersion", ServerVersion.Git(ours));
        writer.WriteString("gitCommit", "");
        writer.WriteString("gitTreeState", "clean");
        writer.WriteString("buildDate", "1970-01-01T00:00:00Z");
        writer.WriteString("goVersion", "");
        writer.WriteString("compiler", "dotnet");
        writer.WriteString("platform", $"linux/{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}");
    });

    /// <summary><c>/</c>.</summary>
    public byte[] Roots() => JsonText.Object(writer => WriteTexts(
        writer,
        "paths",
        ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis", .. NamedGroups().SelectMany(g => g.Select(v => $"/apis/{g.Key}/{v}")), "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version"],
        always: true));

    private IEnumerable<IGrouping<string, string>> NamedGroups() =>
        registry.All.Where(d => d.Names.Group.Length > 0).Select(d => (d.Names.Group, d.Names.Version)).Distinct()
            .GroupBy(g => g.Group, g => g.Version);

    private static void WriteGroup(Utf8JsonWriter writer, IGrouping<string, string> group)
    {
        writer.WriteString("name", group.Key);
        writer.WriteStartArray("versions");
        foreach (var version in group)
        {
            writer.WriteStartObject();
            WriteVersion(writer, group.Key, version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("preferredVersion");
        WriteVersion(writer, group.Key, group.First());
        writer.WriteEndObject();
    }

    private static void WriteVersion(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteString("groupVersion", $"{group}/{version}");
        writer.WriteString("version", version);
    }

    private static void WriteKind(Utf8JsonWriter writer, ResourceDefinition definition)
    {
        var names = definition.Names;
        WriteResource(writer, names, names.Plural, new Subresource("", names.Kind, definition.Verbs), names.Singular);
        foreach (var subresource in WithStatus(definition).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            WriteResource(writer, names, $"{names.Plural}/{subresource.Name}", subresource, "");
        }
    }

    /// <summary>All subresources of a kind.</summary>
    public static ImmutableArray<Subresource> WithStatus(ResourceDefinition definition) =>
        definition.HasStatus ? [.. definition.Subresources, new("status", definition.Names.Kind, "get", "patch", "update")] : definition.Subresources;

    private static void WriteResource(Utf8JsonWriter writer, ResourceNames names, string name, Subresource served, string singular)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("singularName", singular);
        writer.WriteBoolean("namespaced", names.Namespaced);
        if (served.Group is not null)
        {
            writer.WriteString("group", served.Group);
            writer.WriteString("version", served.Version);
        }

        writer.WriteString("kind", served.Kind);
        WriteTexts(writer, "verbs", served.Verbs, always: true);
        if (singular.Length > 0)
        {
            WriteTexts(writer, "shortNames", names.ShortNames, always: false);
            WriteTexts(writer, "categories", names.Categories, always: false);
        }

        writer.WriteEndObject();
    }

    /// <summary>A list of texts; none is left out unless it must be there.</summary>
    public static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts, bool always)
    {
        if (texts.IsEmpty && !always)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
