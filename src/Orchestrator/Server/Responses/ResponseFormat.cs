using Microsoft.Extensions.Primitives;

namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>What the client wants to see of an object.</summary>
internal enum ResponseShape
{
    /// <summary>The object or list itself.</summary>
    Whole,

    /// <summary>Rows with printed cells.</summary>
    Table,

    /// <summary>Metadata only.</summary>
    Metadata,
}

/// <summary>The form an answer takes, chosen from the Accept header.</summary>
/// <param name="Shape">What is shown.</param>
/// <param name="MetaVersion">Version of <c>meta.k8s.io</c> that tables and partial objects are of.</param>
internal readonly record struct ResponseFormat(ResponseShape Shape, string MetaVersion)
{
    public static ResponseFormat Json { get; } = new(ResponseShape.Whole, "v1");

    /// <summary>The first clause that can be served. A missing header accepts everything.</summary>
    /// <param name="accept">Header values, each a comma-separated list.</param>
    /// <param name="list">Whether the answer is a list, for which partial objects have another name.</param>
    public static ResponseFormat Choose(StringValues accept, bool list)
    {
        var any = false;
        foreach (var header in accept)
        {
            foreach (var clause in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                any = true;
                if (Read(clause, list) is { } format)
                {
                    return format;
                }
            }
        }

        return any ? throw ApiErrors.NotAcceptable() : Json;
    }

    private static ResponseFormat? Read(string clause, bool list)
    {
        var parts = clause.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0].ToLowerInvariant() is not ("application/json" or "application/*" or "*/*"))
        {
            return null;
        }

        string? form = null;
        var (version, group) = ("v1", "meta.k8s.io");
        foreach (var parameter in parts.AsSpan(1))
        {
            var at = parameter.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (parameter, "") : (parameter[..at].Trim(), parameter[(at + 1)..].Trim().Trim('"'));
            switch (name)
            {
                case "as":
                    form = value;
                    break;
                case "v":
                    version = value;
                    break;
                case "g":
                    group = value;
                    break;
                default: // q, stream, charset, pretty: they change nothing
                    break;
            }
        }

        var known = group == "meta.k8s.io" && version is "v1" or "v1beta1";
        return form switch
        {
            null => Json,
            "Table" when known => new(ResponseShape.Table, version),
            "PartialObjectMetadataList" when known && list => new(ResponseShape.Metadata, version),
            "PartialObjectMetadata" when known && !list => new(ResponseShape.Metadata, version),
            _ => null,
        };
    }
}
