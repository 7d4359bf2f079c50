using System.Text.Json;
using LocalPods.Api.Images;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Apply;

/// <summary>Whether a pod is as its user waits for it to be, may still become so, or will not by itself. Pure.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="Why">For people, when it will not.</param>
internal readonly record struct PodOutlook(PodOutlookKind Kind, string Why = "")
{
    /// <summary>Reasons of images that only a person can mend. A registry that cannot answer now may answer soon.</summary>
    private static readonly string[] s_hopeless = ["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName"];

    /// <summary>Looks at a pod as the API shows it.</summary>
    public static PodOutlook Of(JsonElement pod)
    {
        var status = pod.Field("status");
        var phase = status.Text("phase");
        if (phase == "Succeeded")
        {
            return new PodOutlook(PodOutlookKind.Completed);
        }

        if (phase == "Failed")
        {
            return new PodOutlook(PodOutlookKind.Hopeless, $"it failed: {Failure(status)}");
        }

        if (status.Field("conditions").Items().Any(c => c.Text("type") == "Ready" && c.Text("status") == "True"))
        {
            return new PodOutlook(PodOutlookKind.Ready);
        }

        foreach (var list in new[] { "initContainerStatuses", "containerStatuses" })
        {
            foreach (var container in status.Field(list).Items())
            {
                var waiting = container.Field("state").Field("waiting");
                if (s_hopeless.Contains(waiting.Text("reason")) && IsOfThisSpec(pod, container))
                {
                    return new PodOutlook(PodOutlookKind.Hopeless, $"container {container.Text("name")}: {waiting.Text("reason")}: {waiting.Text("message")}");
                }
            }
        }

        return new PodOutlook(PodOutlookKind.Open);
    }

    // Right after a change the status may still tell of the image before it.
    private static bool IsOfThisSpec(JsonElement pod, JsonElement status)
    {
        var spec = pod.Field("spec");
        var image = spec.Field("containers").Items().Concat(spec.Field("initContainers").Items())
            .FirstOrDefault(c => c.Text("name") == status.Text("name")).Text("image");
        return Whole(image) == Whole(status.Text("image"));
    }

    private static string Whole(string image) => ImageReference.TryParse(image, out var name, out _) ? name.Text : image;

    private static string Failure(JsonElement status)
    {
        if (status.Text("reason") is { Length: > 0 } reason)
        {
            return status.Text("message") is { Length: > 0 } message ? $"{reason}: {message}" : reason;
        }

        var ends = status.Field("initContainerStatuses").Items().Concat(status.Field("containerStatuses").Items())
            .Select(c => (Name: c.Text("name"), End: c.Field("state").Field("terminated")))
            .Where(c => c.End.ValueKind == JsonValueKind.Object && c.End.Field("exitCode").ToString() != "0")
            .Select(c => $"container {c.Name} ended with exit code {c.End.Field("exitCode")} ({c.End.Text("reason")})");
        return string.Join(", ", ends) is { Length: > 0 } told ? told : "no container says why";
    }
}
