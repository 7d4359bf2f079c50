using System.Globalization;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>DELETE of an object or of a selection.</summary>
internal sealed class DeleteVerbs(ObjectRegistry registry, TimeProvider clock)
{
    public async Task DeleteAsync(ResourceRequest request)
    {
        var format = request.Format(list: false);
        var (options, dryRun) = await DeleteOptionsReader.ReadAsync(request);
        var (stored, removed) = await registry.DeleteAsync(request.Definition, request.Namespace, request.Name, options, dryRun, request.Aborted);
        if (removed)
        {
            await Answer.StatusAsync(request.Http, Success(request.Definition.Names, stored));
            return;
        }

        await Answer.ObjectAsync(request, stored, 200, format, clock.GetUtcNow());
    }

    public async Task DeleteCollectionAsync(ResourceRequest request)
    {
        var format = request.Format(list: true);
        var list = request.Query.ListOptions();
        var filter = ObjectFilter.Parse(request.Definition, list.LabelSelector, list.FieldSelector);
        var (options, dryRun) = await DeleteOptionsReader.ReadAsync(request);
        var found = registry.Store.List(request.Definition.StoredAs, request.Namespace);
        var deleted = ImmutableArray.CreateBuilder<StoredObject>();
        foreach (var stored in found.Items.Select(request.Definition.AsServed).Where(filter.Matches))
        {
            if (await DeleteOneAsync(request, stored, options, dryRun) is { } last)
            {
                deleted.Add(last);
            }
        }

        using var output = new AnswerBuffer(deleted.Sum(d => d.Json.Length + 1) + 256);
        var metadata = new ListMeta { ResourceVersion = registry.Store.Revision.ToString(CultureInfo.InvariantCulture) };
        ObjectJson.WriteList(output, request.Definition, deleted.DrainToImmutable(), metadata, format, TableJson.Include(request.Query), clock.GetUtcNow());
        await Answer.BytesAsync(request.Http, 200, Answer.JsonType, output.Written);
    }

    // Null when it went by itself meanwhile.
    private async Task<StoredObject?> DeleteOneAsync(ResourceRequest request, StoredObject stored, DeleteOptions options, bool dryRun)
    {
        var @namespace = request.Definition.Names.Namespaced ? stored.Key.Namespace : null;
        try
        {
            return (await registry.DeleteAsync(request.Definition, @namespace, stored.Key.Name, options, dryRun, request.Aborted)).Object;
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            return null;
        }
    }

    private static Status Success(ResourceNames names, StoredObject stored) => new()
    {
        Result = "Success",
        Details = new StatusDetails
        {
            Name = stored.Key.Name,
            Group = names.Group.Length == 0 ? null : names.Group,
            Kind = names.Plural,
            Uid = JsonFields.Text(stored.Document, "metadata.uid"),
        },
    };
}
