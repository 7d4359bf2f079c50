using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>Sends an object of a manifest to the server to be applied there: the server knows who set which fields.</summary>
/// <param name="api">The server.</param>
/// <param name="error">Told when something went wrong after an object was applied.</param>
/// <param name="validation">What becomes of fields written twice.</param>
/// <param name="dryRun">None or server.</param>
/// <param name="manager">By which the server remembers the fields.</param>
/// <param name="force">Take fields that others set otherwise.</param>
internal sealed class ServerSideApplier(Func<ApiClient> api, TextWriter error, FieldValidation validation, DryRun dryRun, string manager, bool force)
{
    /// <summary>By which name the server remembers the fields when no other is asked for.</summary>
    public const string DefaultManager = "kubectl";

    private const string Advice = """
        Please review the fields above--they currently have other managers. Here
        are the ways you can resolve this warning:
        * If you intend to manage all of these fields, please re-run the apply
          command with the `--force-conflicts` flag.
        * If you do not intend to manage all of the fields, please edit your
          manifest to remove references to the fields that should keep their
          current managers.
        * You may co-own fields by updating your manifest to match the existing
          value; in this case, you'll become the manager if the other manager(s)
          stop managing the field (remove it from their configuration).
        See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
        """;

    /// <returns>What became of it, and the object as it is then (or would be).</returns>
    /// <exception cref="ApiFailure">The server refused; others own fields, for example.</exception>
    public (ApplyOutcome Outcome, JsonObject Object) Apply(AppliedObject item)
    {
        try
        {
            var applied = Send(item, item.ToJson(), manager, force);
            return (ApplyOutcome.AppliedByServer, dryRun == DryRun.None ? HandedOver(item, applied) : applied);
        }
        catch (ApiFailure failure) when (failure.IsConflict && failure.Message.StartsWith("Apply failed", StringComparison.Ordinal))
        {
            throw new ApiFailure(failure.Code, failure.Reason, failure.Message) { Plain = $"error: {failure.Message}\n{Advice}" };
        }
    }

    private JsonObject Send(AppliedObject item, JsonObject configuration, string who, bool forced)
    {
        var target = UrlText.WithQuery(
            item.Type.Item(item.Namespace, item.NameToApply),
            ("fieldManager", who),
            ("fieldValidation", (validation == FieldValidation.Warn ? FieldValidation.Ignore : validation).ToString()), // warned of already, with places
            ("force", forced ? "true" : null),
            ("dryRun", dryRun.Parameter()));
        return JsonNode.Parse(api().Send(new ApiRequest("PATCH", target) { Body = JsonBytes.Of(configuration), ContentType = "application/apply-patch+yaml" }))!.AsObject();
    }

    // The object is applied already: what goes wrong now is told, and tried again with the next apply.
    private JsonObject HandedOver(AppliedObject item, JsonObject applied)
    {
        var doing = "the last-applied-configuration annotation could not be kept";
        try
        {
            if (manager == DefaultManager && OwnerHandover.Annotation(applied) is { } annotation)
            {
                applied = Send(item, annotation, OwnerHandover.AnnotationManager, forced: false);
            }

            doing = "fields that were applied by a client could not be handed over to the server";
            if (OwnerHandover.Patch(applied, manager) is { } patch)
            {
                Patching.Send(api(), item.Type.Item(item.Namespace, item.Name), Patching.Json, patch, null, DryRun.None);
                applied = Send(item, item.ToJson(), manager, force);
            }
        }
        catch (ApiFailure failure)
        {
            error.WriteLine($"Warning: {item.PrintedName} was applied, but {doing}: {failure.Message}");
        }

        return applied;
    }
}
