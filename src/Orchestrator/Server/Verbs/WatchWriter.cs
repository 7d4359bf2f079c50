using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>Frames the events of one watch: a JSON object and a line feed each. One user at a time.</summary>
internal sealed class WatchWriter(PipeWriter output, ResourceDefinition definition, ResponseFormat format, IncludeObject include, TableEvents tables, TimeProvider clock)
{
    private const int FlushAfter = 64 * 1024;

    private bool _columnsSent;

    public async ValueTask ChangeAsync(string type, StoredObject stored, CancellationToken cancellationToken)
    {
        Begin(type);
        if (format.Shape == ResponseShape.Table && _columnsSent)
        {
            output.Write(tables.Row(definition, stored, format.MetaVersion, include).Span);
        }
        else
        {
            ObjectJson.WriteObject(output, definition, stored, format, include, clock.GetUtcNow());
            _columnsSent = true;
        }

        await EndAsync(cancellationToken);
    }

    /// <summary>Tells how far the watch has come.</summary>
    /// <param name="revision">All changes up to it were told.</param>
    /// <param name="initialEventsEnd">Whether the objects that existed at the start are told now.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public ValueTask BookmarkAsync(long revision, bool initialEventsEnd, CancellationToken cancellationToken)
    {
        var names = definition.Names;
        var (kind, apiVersion) = format.Shape switch
        {
            ResponseShape.Whole => (names.Kind, names.ApiVersion),
            ResponseShape.Metadata => ("PartialObjectMetadata", $"meta.k8s.io/{format.MetaVersion}"),
            ResponseShape.Table => ("Table", $"meta.k8s.io/{format.MetaVersion}"),
        };
        var version = revision.ToString(CultureInfo.InvariantCulture);
        var created = format.Shape == ResponseShape.Table ? "" : ",\"creationTimestamp\":null";
        var annotations = initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        var rows = format.Shape == ResponseShape.Table ? ",\"columnDefinitions\":null,\"rows\":[]" : "";
        Begin("BOOKMARK");
        Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{{\"resourceVersion\":\"{version}\"{created}{annotations}}}{rows}}}", output);
        return EndAsync(cancellationToken);
    }

    public ValueTask ErrorAsync(Status status, CancellationToken cancellationToken)
    {
        Begin("ERROR");
        output.Write(JsonText.Of(status));
        return EndAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (output.UnflushedBytes > 0)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    private void Begin(string type)
    {
        output.Write("{\"type\":\""u8);
        Encoding.UTF8.GetBytes(type, output);
        output.Write("\",\"object\":"u8);
    }

    // A client that does not read makes this wait, and the store's buffer, not ours, fill up.
    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        output.Write("}\n"u8);
        if (output.UnflushedBytes > FlushAfter)
        {
            await output.FlushAsync(cancellationToken);
        }
    }
}
