using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A service account as <c>describe serviceaccount</c> prints it.</summary>
internal static class ServiceAccountDescription
{
    public static string Write(JsonElement account, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        MetadataDescription.WriteNamed(to, account.Field("metadata"));
        to.Fields(0, "Image pull secrets", Names(account, "imagePullSecrets"));
        to.Fields(0, "Mountable secrets", Names(account, "secrets"));
        to.Field(0, "Tokens", "<none>");
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }

    private static string[] Names(JsonElement account, string field) => [.. account.Field(field).Items().Select(s => s.Text("name"))];
}
