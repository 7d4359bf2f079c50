using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>The containers of a pod, and which of them a command without <c>-c</c> means.</summary>
/// <param name="Init">Init containers, in order.</param>
/// <param name="Regular">Containers, in order.</param>
/// <param name="Ephemeral">Debugging containers, in order.</param>
internal sealed record PodContainers(IReadOnlyList<string> Init, IReadOnlyList<string> Regular, IReadOnlyList<string> Ephemeral)
{
    private const string DefaultAnnotation = "kubectl.kubernetes.io/default-container";

    public static PodContainers Of(JsonElement pod)
    {
        var spec = pod.Field("spec");
        return new(Names(spec.Field("initContainers")), Names(spec.Field("containers")), Names(spec.Field("ephemeralContainers")));
    }

    /// <summary>In the order logs of all containers are shown.</summary>
    public IReadOnlyList<string> All => [.. Init, .. Regular, .. Ephemeral];

    /// <summary>How messages list them.</summary>
    public string Listing => string.Join(", ", [.. Regular, .. Ephemeral.Select(e => $"{e} (ephem)"), .. Init.Select(i => $"{i} (init)")]);

    /// <summary>The container meant when none is named.</summary>
    /// <param name="pod">The pod these are the containers of.</param>
    /// <param name="error">Told which one was taken, when that is not obvious.</param>
    public string Default(JsonElement pod, TextWriter error)
    {
        var metadata = pod.Field("metadata");
        var annotated = metadata.Field("annotations").Text(DefaultAnnotation);
        if (annotated.Length > 0)
        {
            if (All.Contains(annotated))
            {
                return annotated;
            }

            error.WriteLine($"Default container name \"{annotated}\" not found in pod {metadata.Text("name")}");
        }

        if (All.Count > 1)
        {
            error.WriteLine($"Defaulted container \"{Regular[0]}\" out of: {Listing}");
        }

        return Regular.Count > 0 ? Regular[0] : "";
    }

    private static string[] Names(JsonElement containers) => [.. containers.Items().Select(c => c.Text("name"))];
}
