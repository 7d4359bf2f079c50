using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>Brings one object of a manifest to the server: creates it, updates it, or finds that nothing is to be done.</summary>
internal sealed class Applier(Func<ApiClient> api, TextWriter error, FieldValidation validation, DryRun dryRun, string manager)
{
    /// <summary>How often an update is tried again when others changed the object in between.</summary>
    private const int Attempts = 5;

    /// <returns>What became of it, and the object as it is then (or would be).</returns>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public (ApplyOutcome Outcome, JsonObject Object) Apply(AppliedObject item)
    {
        var modified = LastApplied.With(item.ToJson());
        var path = item.Type.Item(item.Namespace, item.NameToApply);
        var doing = "retrieving current configuration of";
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var live = api().FindObject(path);
                doing = live is null ? "creating" : "patching";
                try
                {
                    return live is null ? (ApplyOutcome.Created, Create(item, modified)) : Update(item, path, modified, live);
                }
                catch (ApiFailure failure) when (live is not null && failure.IsConflict && attempt < Attempts)
                {
                    doing = "retrieving current configuration of";
                }
            }
        }
        catch (ApiFailure failure)
        {
            throw failure.While(doing, item.Source);
        }
    }

    private JsonObject Create(AppliedObject item, JsonObject modified) =>
        dryRun == DryRun.Client ? modified : api().SendObject("POST", WithParameters(item.Type.Collection(item.Namespace)), modified);

    private (ApplyOutcome, JsonObject) Update(AppliedObject item, string path, JsonObject modified, JsonObject live)
    {
        var original = LastApplied.Of(live);
        if (original is null)
        {
            error.WriteLine(
                $"Warning: resource {item.Type.PrintedPlural}/{item.Name} is missing the {LastApplied.Annotation} annotation which is required by localpods apply. " +
                "localpods apply should only be used on resources that were made by it. The missing annotation will be added automatically.");
        }

        var merged = ThreeWayMerge.Merge(original ?? [], modified, live, item.Shape);
        if (JsonNode.DeepEquals(merged, live))
        {
            return (ApplyOutcome.Unchanged, live);
        }

        return (ApplyOutcome.Configured, dryRun == DryRun.Client ? merged : api().SendObject("PUT", WithParameters(path), merged));
    }

    private string WithParameters(string path) => UrlText.WithQuery(
        path,
        ("fieldManager", manager),
        ("fieldValidation", (validation == FieldValidation.Warn ? FieldValidation.Ignore : validation).ToString()), // warned of already, with places
        ("dryRun", dryRun.Parameter()));
}
