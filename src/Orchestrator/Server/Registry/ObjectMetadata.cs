using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>The rules of metadata that hold for every kind (spec: api 6).</summary>
internal static class ObjectMetadata
{
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestGeneratedBase = 58;

    private static readonly ImmutableArray<string> s_ofTheServer =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink", "generateName"];

    public static JsonObject Of(JsonObject content) => content.Object("metadata");

    public static string Name(JsonObject content) => Of(content).Text("name") ?? "";

    public static bool IsDeleting(JsonObject content) => Of(content).Text("deletionTimestamp") is { Length: > 0 };

    /// <summary>What a client may not set is dropped, what the server sets is set; the name is the caller's business.</summary>
    public static void PrepareForCreate(JsonObject content, Guid uid, bool tracksGeneration, DateTimeOffset now)
    {
        var metadata = Of(content);
        foreach (var name in (ReadOnlySpan<string>)["resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "generation"])
        {
            metadata.Remove(name);
        }

        metadata["uid"] = uid.ToString("D", CultureInfo.InvariantCulture);
        metadata["creationTimestamp"] = Time(now);
        if (tracksGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>What only the server sets is as it was.</summary>
    public static void PrepareForUpdate(JsonObject content, JsonObject existing)
    {
        var (metadata, old) = (Of(content), Of(existing));
        foreach (var name in s_ofTheServer)
        {
            metadata.Keep(name, old);
        }

        metadata.Keep("name", old);
        metadata.Keep("namespace", old);
        metadata.Keep("resourceVersion", old);
        metadata.Remove("managedFields");
    }

    /// <summary>A name nobody uses yet, most likely.</summary>
    public static string Generate(string prefix, Random random)
    {
        var name = new StringBuilder(prefix.Length > LongestGeneratedBase ? prefix[..LongestGeneratedBase] : prefix);
        for (var i = 0; i < 5; i++)
        {
            name.Append(NameAlphabet[random.Next(NameAlphabet.Length)]);
        }

        return name.ToString();
    }

    /// <summary>The namespace of the path counts; the body may repeat it.</summary>
    /// <exception cref="ApiException">400: another one.</exception>
    public static void SetNamespace(JsonObject content, ResourceNames names, string? @namespace)
    {
        var metadata = Of(content);
        var given = metadata.Text("namespace") ?? "";
        if (given.Length > 0 && given != (@namespace ?? ""))
        {
            throw ApiErrors.BadRequest(names.Namespaced
                ? "the namespace of the provided object does not match the namespace sent on the request"
                : "namespace may not be set: the kind belongs to the whole cluster");
        }

        metadata.Remove("namespace");
        if (@namespace is not null)
        {
            var at = metadata.IndexOf("name");
            metadata.Insert(at < 0 ? 0 : at + 1, "namespace", @namespace);
        }
    }

    /// <summary>Whole seconds, UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
