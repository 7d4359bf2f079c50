using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>Quotas and limit ranges as <c>describe quota</c> and <c>describe limitrange</c> print them.</summary>
internal static class QuotaDescription
{
    private static readonly string[] s_bounds = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];

    public static string Write(JsonElement quota, TimeProvider clock)
    {
        var to = Begin(quota, clock);
        var scopes = quota.Field("spec").Field("scopes").Items().Select(s => s.Text()).Order(StringComparer.Ordinal).ToList();
        if (scopes.Count > 0)
        {
            to.Field(0, "Scopes", string.Join(", ", scopes));
            foreach (var explained in scopes.Select(Explained).Where(e => e.Length > 0))
            {
                to.Heading(0, " * " + explained);
            }
        }

        WriteAmounts(to, "", "----", quota);
        return to.ToString();
    }

    public static string WriteRange(JsonElement range, TimeProvider clock)
    {
        var to = Begin(range, clock);
        WriteBounds(to, "", range.Field("spec").Field("limits").Items());
        return to.ToString();
    }

    /// <summary>What of a quota is used.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="before">Stands before the first cell.</param>
    /// <param name="rule">Under the headings of amounts.</param>
    /// <param name="quota">The quota.</param>
    public static void WriteAmounts(DescriptionWriter to, string before, string rule, JsonElement quota)
    {
        to.Line(0, before + "Resource", "Used", "Hard");
        to.Line(0, before + "--------", rule, rule);
        var used = quota.Field("status").Field("used");
        foreach (var (resource, hard) in quota.Field("status").Field("hard").Sorted())
        {
            to.Line(0, before + resource, used.Text(resource) is { Length: > 0 } now ? now : "0", hard.Text());
        }
    }

    /// <summary>The bounds of limit ranges, a row a resource.</summary>
    public static void WriteBounds(DescriptionWriter to, string before, IEnumerable<JsonElement> limits)
    {
        to.Line(0, before + "Type", "Resource", "Min", "Max", "Default Request", "Default Limit", "Max Limit/Request Ratio");
        to.Line(0, before + "----", "--------", "---", "---", "---------------", "-------------", "-----------------------");
        foreach (var limit in limits)
        {
            JsonElement[] bounds = [.. s_bounds.Select(b => limit.Field(b))];
            foreach (var resource in bounds.SelectMany(b => b.Sorted()).Select(a => a.Name).Distinct().Order(StringComparer.Ordinal))
            {
                to.Line(0, [before + limit.Text("type"), resource, .. bounds.Select(b => b.Text(resource) is { Length: > 0 } amount ? amount : "-")]);
            }
        }
    }

    private static DescriptionWriter Begin(JsonElement item, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        to.Field(0, "Name", item.Field("metadata").Text("name"));
        to.Field(0, "Namespace", item.Field("metadata").Text("namespace"));
        return to;
    }

    private static string Explained(string scope) => scope switch
    {
        "Terminating" => "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.",
        "NotTerminating" => "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.",
        "BestEffort" => "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
        "NotBestEffort" => "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.",
        _ => "",
    };
}
