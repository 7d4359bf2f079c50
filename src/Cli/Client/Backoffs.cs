using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>What a LocalPods daemon tells of containers that wait; other API servers do not.</summary>
internal static class Backoffs
{
    private static readonly string[] s_lists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"];

    /// <summary>Where the daemon tells of a pod.</summary>
    public static string Path(string ns, string pod) => $"/localpods/namespaces/{UrlText.Escape(ns)}/pods/{UrlText.Escape(pod)}";

    /// <summary>When containers of a pod are tried again, by name; empty when none waits, or when the server does not say.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> Of(ApiClient api, JsonElement pod)
    {
        var status = pod.Field("status");
        var waits = s_lists
            .SelectMany(list => status.Field(list).Items())
            .Any(s => s.Field("state").Field("waiting").Exists());
        if (!waits)
        {
            return new Dictionary<string, DateTimeOffset>();
        }

        try
        {
            var metadata = pod.Field("metadata");
            var answer = api.Get($"{Path(metadata.Text("namespace"), metadata.Text("name"))}/backoff");
            return Read(answer).ToDictionary(w => w.Container, w => w.NextTry);
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return new Dictionary<string, DateTimeOffset>();
        }
    }

    public static IEnumerable<(string Container, string Reason, DateTimeOffset NextTry)> Read(byte[] answer) =>
        [.. JsonElement.Parse(answer).Field("containers").Items()
            .Select(w => (w.Text("container"), w.Text("reason"), w.Field("nextTry").Time() ?? default))];
}
