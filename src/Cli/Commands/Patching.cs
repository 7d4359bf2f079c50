using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>Patches as requests carry them.</summary>
internal static class Patching
{
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Json = "application/json-patch+json";

    /// <summary>Sends a patch.</summary>
    /// <param name="api">To whom.</param>
    /// <param name="path">Of the object or its subresource.</param>
    /// <param name="contentType">Which kind of patch it is.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="manager">Who makes the change, as managed fields name it; null leaves it to the server.</param>
    /// <param name="dryRun">Whether the server is to keep it.</param>
    /// <returns>The object as it is then.</returns>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public static JsonObject Send(ApiClient api, string path, string contentType, JsonNode patch, string? manager, DryRun dryRun)
    {
        var target = UrlText.WithQuery(path, ("dryRun", dryRun.Parameter()), ("fieldManager", manager));
        return JsonNode.Parse(api.Send(new ApiRequest("PATCH", target) { Body = JsonBytes.Of(patch), ContentType = contentType })) as JsonObject
            ?? throw new IOException("the server answered with something that is no JSON object");
    }

    /// <summary>An object with what a flag says merged over it.</summary>
    /// <exception cref="CommandException">That is no object.</exception>
    public static JsonObject Overridden(JsonObject made, string overrides)
    {
        var over = YamlText.Read("--overrides", Encoding.UTF8.GetBytes(overrides), fault => CommandException.Error($"Invalid JSON Patch: {fault}"));
        Over(made, over as JsonObject ?? throw CommandException.Error("--overrides must be a JSON object"));
        return made;
    }

    // As a JSON merge patch.
    private static void Over(JsonObject to, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (value is null)
            {
                to.Remove(name);
            }
            else if (value is JsonObject inner && to[name] is JsonObject there)
            {
                Over(there, inner);
            }
            else
            {
                to[name] = value.DeepClone();
            }
        }
    }
}
