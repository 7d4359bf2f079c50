using System.Globalization;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>GET of a collection (spec: api 8).</summary>
internal sealed class ListVerb(IObjectStore store, ListSnapshots snapshots, TimeProvider clock)
{
    private const string TooOld = "The provided continue parameter is too old to display a consistent list result. "
        + "Start the list again, or go on with the token of this answer and accept that objects written meanwhile may be missing or shown twice.";

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(3);

    public async Task ListAsync(ResourceRequest request, ListOptions options)
    {
        var format = request.Format(list: true);
        ListRules.Check(options, watch: false);
        var filter = ObjectFilter.Parse(request.Definition, options.LabelSelector, options.FieldSelector);
        var token = options.Continue is { } text ? ContinueToken.Decode(text) : null;
        var list = token is null ? await NewestAsync(request, options) : Continued(request, token);
        var (page, metadata) = Page(request, list, filter, token, options.Limit);
        using var output = new AnswerBuffer(256 + page.Sum(p => p.Json.Length + 1));
        ObjectJson.WriteList(output, request.Definition, page, metadata, format, TableJson.Include(request.Query), clock.GetUtcNow());
        await Answer.BytesAsync(request.Http, 200, Answer.JsonType, output.Written);
    }

    private async Task<StoredList> NewestAsync(ResourceRequest request, ListOptions options)
    {
        var wanted = ListRules.Revision(options) ?? 0;
        if (wanted > store.Revision)
        {
            await Task.Delay(s_longestWait, clock, request.Aborted);
            if (wanted > store.Revision)
            {
                throw ApiErrors.TooLargeResourceVersion(wanted, store.Revision);
            }
        }

        var resource = request.Definition.StoredAs;
        var list = store.List(resource, request.Namespace);
        return options.ResourceVersionMatch != "Exact" || list.Revision == wanted ? list
            : snapshots.Find(resource, request.Namespace, wanted) ?? throw ApiErrors.Expired("The resourceVersion for the provided list is too old.");
    }

    private StoredList Continued(ResourceRequest request, ContinueToken token)
    {
        var resource = request.Definition.StoredAs;
        return token.Revision < 0 ? store.List(resource, request.Namespace)
            : snapshots.Find(resource, request.Namespace, token.Revision) ?? throw Expired(token);
    }

    private static ApiException Expired(ContinueToken token)
    {
        var status = ApiErrors.Expired(TooOld).Status;
        return new(status with { Metadata = new ListMeta { Continue = (token with { Revision = -1 }).Encode() } });
    }

    private (ImmutableArray<StoredObject> Items, ListMeta Metadata) Page(
        ResourceRequest request, StoredList list, ObjectFilter filter, ContinueToken? token, long? limit)
    {
        var most = limit is > 0 and < int.MaxValue ? (int)limit.Value : int.MaxValue;
        var page = ImmutableArray.CreateBuilder<StoredObject>();
        var start = token is null ? 0 : FirstAfter(list.Items, token);
        var next = start;
        for (; next < list.Items.Length && page.Count <= most; next++)
        {
            var item = request.Definition.AsServed(list.Items[next]);
            if (filter.Matches(item))
            {
                page.Add(item);
            }
        }

        var metadata = new ListMeta { ResourceVersion = list.Revision.ToString(CultureInfo.InvariantCulture) };
        if (page.Count > most)
        {
            page.RemoveAt(most);
            var last = page[^1].Key;
            var resource = request.Definition.StoredAs;
            if (snapshots.Find(resource, request.Namespace, list.Revision) is null)
            {
                snapshots.Keep(resource, request.Namespace, list);
            }

            metadata = metadata with
            {
                Continue = new ContinueToken(list.Revision, last.Namespace, last.Name).Encode(),
                RemainingItemCount = filter.IsEverything ? list.Items.Length - start - most : null,
            };
        }

        return (page.DrainToImmutable(), metadata);
    }

    private static int FirstAfter(ImmutableArray<StoredObject> items, ContinueToken token)
    {
        var (low, high) = (0, items.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = token.IsBefore(items[middle].Key.Namespace, items[middle].Key.Name) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
