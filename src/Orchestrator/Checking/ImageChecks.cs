using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether images can be had and run here. Pure.</summary>
internal static class ImageChecks
{
    private const string Always = "Always";
    private const string Never = "Never";

    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at) =>
        ContainerPlace.AllOf(at.Pod!).SelectMany(place => OfContainer(evidence, at, place));

    private static List<CheckFinding> OfContainer(CheckEvidence evidence, CheckedObject at, ContainerPlace place)
    {
        var container = place.Container;
        if (!ImageReference.TryParse(container.Image, out var image, out var fault))
        {
            return [At("image", CheckCode.ImageNameInvalid, $"\"{container.Image}\" is no name of an image: {fault}", "name it as registry/repository:tag")];
        }

        if (!evidence.Images.TryGetValue(container.Image!, out var facts))
        {
            return [];
        }

        var found = new List<CheckFinding>();
        if (Availability(place, facts) is var (code, says, fix))
        {
            found.Add(At(code == CheckCode.ImageNeverPulled ? "imagePullPolicy" : "image", code, says, fix));
        }

        if (evidence.Engine is { Architecture: { Length: > 0 } cpu } && OtherPlatforms(facts, $"linux/{cpu}") is { } others)
        {
            found.Add(At("image", CheckCode.ImageForOtherCpu, $"image {container.Image} is for {others}, and this machine is linux/{cpu}", "use an image that is built for this processor"));
        }

        if (container.ImagePullPolicy == Never && image is { Tag: "latest", Digest: null })
        {
            found.Add(new CheckFinding(
                at.Index, $"{place.Path}.imagePullPolicy", CheckSeverity.Warning, CheckCode.ImageTagFloating,
                $"with imagePullPolicy Never {container.Image} is whatever was called latest here last", "give the image a tag of its own"));
        }

        if (facts.Present is { } present && RunsAsRoot(at.Pod!, container, present) is { } rootFault)
        {
            found.Add(At("securityContext", CheckCode.RunsAsRoot, rootFault, "set runAsUser to a number other than 0, or use an image with a numeric user"));
        }

        return found;

        CheckFinding At(string field, CheckCode code, string says, string fix) => new(at.Index, $"{place.Path}.{field}", CheckSeverity.Error, code, says, fix);
    }

    // Null when the container gets it.
    private static (CheckCode Code, string Says, string Fix)? Availability(ContainerPlace place, ImageFacts facts)
    {
        var (image, policy) = (place.Container.Image, place.Container.ImagePullPolicy);
        var near = facts.Near is { } name ? $"did you mean {name}, which is here?" : null;
        return (facts, policy) switch
        {
            ({ Present: null }, Never) => (CheckCode.ImageNeverPulled, $"image {image} is not on this machine, and imagePullPolicy Never forbids to pull it", near ?? "pull or build it, or use IfNotPresent"),
            ({ Present: null, Refusal: { } why }, _) => (CheckCode.ImageNotFound, $"image {image} is not on this machine, and its registry does not give it: {why}", near ?? "check the name, or log in to its registry"),
            ({ Present: not null, Refusal: { } why }, Always) => (CheckCode.ImageNotFound, $"image {image} is here, but imagePullPolicy Always asks its registry, which does not give it: {why}", "set imagePullPolicy to IfNotPresent, which is the default for tags other than latest"),
            _ => null,
        };
    }

    private static string? OtherPlatforms(ImageFacts facts, string wanted) => facts switch
    {
        { Present.Platform: { Length: > 0 } platform } => platform == wanted ? null : platform,
        { Present: null, Platforms: [_, ..] platforms } when !platforms.Contains(wanted) => string.Join(", ", platforms),
        _ => null,
    };

    private static string? RunsAsRoot(Pod pod, Container container, ImageStatus image)
    {
        if ((container.SecurityContext?.RunAsNonRoot ?? pod.Spec.SecurityContext?.RunAsNonRoot) != true)
        {
            return null;
        }

        try
        {
            SecurityMapping.Map(pod, container, image.User, static _ => "");
            return null;
        }
        catch (ContainerConfigException e)
        {
            return e.Message[..(e.Message.IndexOf(" (pod:", StringComparison.Ordinal) is var end and > 0 ? end : e.Message.Length)];
        }
    }
}
