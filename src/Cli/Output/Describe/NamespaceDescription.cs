using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A namespace as <c>describe namespace</c> prints it.</summary>
internal static class NamespaceDescription
{
    /// <param name="ns">The namespace.</param>
    /// <param name="quotas">Its ResourceQuotas; null where the server has none of the kind.</param>
    /// <param name="ranges">Its LimitRanges; null where the server has none of the kind.</param>
    /// <param name="clock">For ages.</param>
    public static string Write(JsonElement ns, IReadOnlyList<JsonElement>? quotas, IReadOnlyList<JsonElement>? ranges, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        to.Field(0, "Name", ns.Field("metadata").Text("name"));
        MetadataDescription.WriteLabels(to, ns.Field("metadata"));
        to.Field(0, "Status", ns.Field("status").Text("phase"));
        if (quotas is not null)
        {
            to.Line(0, "");
            WriteQuotas(to, quotas);
        }

        if (ranges is not null)
        {
            to.Line(0, "");
            WriteRanges(to, ranges);
        }

        return to.ToString();
    }

    private static void WriteQuotas(DescriptionWriter to, IReadOnlyList<JsonElement> quotas)
    {
        to.Line(0, quotas.Count == 0 ? "No resource quota." : "Resource Quotas");
        foreach (var quota in quotas.OrderBy(q => q.Field("metadata").Text("name"), StringComparer.Ordinal))
        {
            to.Field(0, "  Name", quota.Field("metadata").Text("name"));
            QuotaDescription.WriteAmounts(to, "  ", "---", quota);
        }
    }

    private static void WriteRanges(DescriptionWriter to, IReadOnlyList<JsonElement> ranges)
    {
        if (ranges.Count == 0)
        {
            to.Line(0, "No LimitRange resource.");
            return;
        }

        to.Line(0, "Resource Limits");
        QuotaDescription.WriteBounds(to, " ", ranges.SelectMany(r => r.Field("spec").Field("limits").Items()));
    }
}
