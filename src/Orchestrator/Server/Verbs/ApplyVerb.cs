using LocalPods.Api.Merging;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>PATCH with a configuration to apply: server-side apply.</summary>
internal sealed class ApplyVerb(ObjectRegistry registry, TimeProvider clock)
{
    public const string MediaType = "application/apply-patch+yaml";

    public async Task ApplyAsync(ResourceRequest request, WritePart part)
    {
        var format = request.Format(list: false);
        var options = WriteOptions.Read(request.Http.Request, WriteOptions.PatchOptions, applies: true);
        var configuration = await ReadAsync(request, options, part);
        var (stored, created) = await registry.ApplyAsync(request.Definition, request.Namespace, request.Name, configuration, part, options.Origin, request.Aborted);
        if (created)
        {
            foreach (var warning in request.Definition.Warnings(stored.Document, registry.Admission()))
            {
                Answer.Warn(request.Http, warning);
            }
        }

        await Answer.ObjectAsync(request, stored, created ? 201 : 200, format, clock.GetUtcNow());
    }

    private static async Task<AppliedConfiguration> ReadAsync(ResourceRequest request, WriteOptions options, WritePart part)
    {
        var definition = request.Definition;
        var content = await ObjectDecoder.ReadAppliedAsync(request, options.FieldValidation);
        var metadata = ObjectMetadata.Of(content);
        if (metadata["managedFields"] is not null)
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        if (ObjectMetadata.Name(content) is { Length: > 0 } name && name != request.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }

        metadata["name"] = request.Name;
        ObjectMetadata.SetNamespace(content, definition.Names, request.Namespace);
        var fields = AppliedFields.Of(definition.TypeSchema, content, out var faults);
        if (faults.Count > 0)
        {
            var all = faults.Count == 1 ? faults[0] : "errors:" + string.Concat(faults.Select(f => "\n  " + f));
            var names = definition.Names;
            throw ApiErrors.BadRequest(
                $"failed to create typed patch object ({request.Namespace}/{request.Name}; {names.Group}/{names.Version}, Kind={names.Kind}): {all}");
        }

        return new(
            definition.TypeSchema,
            content,
            fields.Without(Ownership.Ignored(definition, part)),
            Ownership.Writer(definition, part, options.Origin),
            options.Force);
    }
}
