using System.Security.Cryptography;
using System.Text.Json;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Discovery;

/// <summary>All groups, versions and kinds in one answer, for clients from 1.26 on (spec: api 2).</summary>
internal sealed class AggregatedDiscovery(ResourceRegistry registry)
{
    private const string Group = "apidiscovery.k8s.io";

    /// <summary>The version a client wants it in; null when it wants the older documents, or reads them first.</summary>
    public static string? Wanted(HttpRequest request)
    {
        foreach (var clause in request.Headers.Accept.SelectMany(a => (a ?? "").Split(',')))
        {
            var parts = clause.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "application/*" or "*/*"))
            {
                continue;
            }

            if (!parts.Any(p => p.StartsWith("as=", StringComparison.Ordinal)))
            {
                return null;
            }

            if (parts[0] == "application/json" && parts.Contains("as=APIGroupDiscoveryList") && parts.Contains($"g={Group}")
                && parts.FirstOrDefault(p => p is "v=v2" or "v=v2beta1") is { } version)
            {
                return version[2..];
            }
        }

        return null;
    }

    /// <summary>Answers <c>/api</c> or <c>/apis</c>.</summary>
    public Task AnswerAsync(HttpContext http, bool core, string version)
    {
        var body = Write(core, version);
        var tag = $"\"{Convert.ToHexString(SHA256.HashData(body))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.Vary = "Accept";
        if (http.Request.Headers.IfNoneMatch.Contains(tag))
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        return Answer.BytesAsync(http, 200, $"application/json;g={Group};v={version};as=APIGroupDiscoveryList", body, "public");
    }

    private byte[] Write(bool core, string version)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, JsonText.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "APIGroupDiscoveryList");
            writer.WriteString("apiVersion", $"{Group}/{version}");
            writer.WriteStartObject("metadata");
            writer.WriteEndObject();
            writer.WriteStartArray("items");
            foreach (var group in registry.GroupVersions().Where(g => g.Key.Group.Length == 0 == core).GroupBy(g => g.Key.Group))
            {
                WriteGroup(writer, group.Key, group);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteGroup(Utf8JsonWriter writer, string name, IEnumerable<IGrouping<(string Group, string Version), ResourceDefinition>> versions)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        writer.WriteString("name", name);
        writer.WriteEndObject();
        writer.WriteStartArray("versions");
        foreach (var version in versions)
        {
            writer.WriteStartObject();
            writer.WriteString("version", version.Key.Version);
            writer.WriteString("freshness", "Current");
            writer.WriteStartArray("resources");
            foreach (var definition in version.OrderBy(d => d.Names.Plural, StringComparer.Ordinal))
            {
                WriteResource(writer, definition);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceDefinition definition)
    {
        var names = definition.Names;
        writer.WriteStartObject();
        writer.WriteString("resource", names.Plural);
        WriteKind(writer, names.Group, names.Version, names.Kind);
        writer.WriteString("scope", names.Namespaced ? "Namespaced" : "Cluster");
        writer.WriteString("singularResource", names.Singular);
        DiscoveryDocuments.WriteTexts(writer, "verbs", definition.Verbs, always: true);
        DiscoveryDocuments.WriteTexts(writer, "shortNames", names.ShortNames, always: false);
        DiscoveryDocuments.WriteTexts(writer, "categories", names.Categories, always: false);
        writer.WriteStartArray("subresources");
        foreach (var subresource in DiscoveryDocuments.WithStatus(definition).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("subresource", subresource.Name);
            WriteKind(writer, subresource.Group ?? names.Group, subresource.Version ?? names.Version, subresource.Kind);
            DiscoveryDocuments.WriteTexts(writer, "verbs", subresource.Verbs, always: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, string group, string version, string kind)
    {
        writer.WriteStartObject("responseKind");
        writer.WriteString("group", group);
        writer.WriteString("version", version);
        writer.WriteString("kind", kind);
        writer.WriteEndObject();
    }
}
