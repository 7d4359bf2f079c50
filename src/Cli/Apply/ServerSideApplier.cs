using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>Sends an object of a manifest to the server to be applied there: the server knows who set which fields.</summary>
/// <param name="api">The server.</param>
/// <param name="validation">What becomes of fields written twice.</param>
/// <param name="dryRun">None or server.</param>
/// <param name="manager">By which the server remembers the fields.</param>
/// <param name="force">Take fields that others set otherwise.</param>
internal sealed class ServerSideApplier(Func<ApiClient> api, FieldValidation validation, DryRun dryRun, string manager, bool force)
{
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
        var target = UrlText.WithQuery(
            item.Type.Item(item.Namespace, item.NameToApply),
            ("fieldManager", manager),
            ("fieldValidation", (validation == FieldValidation.Warn ? FieldValidation.Ignore : validation).ToString()), // warned of already, with places
            ("force", force ? "true" : null),
            ("dryRun", dryRun.Parameter()));
        try
        {
            var answer = api().Send(new ApiRequest("PATCH", target) { Body = JsonBytes.Of(item.ToJson()), ContentType = "application/apply-patch+yaml" });
            return (ApplyOutcome.AppliedByServer, JsonNode.Parse(answer)!.AsObject());
        }
        catch (ApiFailure failure) when (failure.IsConflict && failure.Message.StartsWith("Apply failed", StringComparison.Ordinal))
        {
            throw new ApiFailure(failure.Code, failure.Reason, failure.Message) { Plain = $"error: {failure.Message}\n{Advice}" };
        }
    }
}
