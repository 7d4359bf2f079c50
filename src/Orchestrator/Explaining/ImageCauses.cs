using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Images;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why a container's image is not there. Pure.</summary>
internal static class ImageCauses
{
    /// <summary>Words by which registries and engines say that it takes a login, or that they would not even say whether it is there.</summary>
    private static readonly ImmutableArray<string> DeniedWords =
        ["denied", "unauthorized", "authentication required", "no basic auth", "forbidden", "may require 'docker login'"];

    private static readonly ImmutableArray<string> MissingWords = ["manifest unknown", "not found", "name unknown", "does not exist", "no such image"];

    private static readonly ImmutableArray<string> UnreachableWords =
        ["no such host", "connection refused", "i/o timeout", "network is unreachable", "dial tcp", "server misbehaving", "TLS handshake", "deadline exceeded", "Client.Timeout", "no route to host", "temporary failure"];

    /// <summary>Explains.</summary>
    /// <param name="evidence">Of the pod.</param>
    /// <param name="place">The container that waits.</param>
    /// <param name="reason">Of its waiting state.</param>
    /// <param name="message">Of its waiting state.</param>
    public static Finding Of(PodEvidence evidence, ContainerPlace place, string reason, string message)
    {
        var image = place.Container.Image ?? "";
        var waits = new Link($"it waits for its image \"{image}\"", reason);
        return (reason switch
        {
            "InvalidImageName" => new Finding(
                CauseCode.ImageNameInvalid, "write it as [REGISTRY/]NAME[:TAG], the name in lower case", waits, new Link($"\"{image}\" is no valid name of an image", message)),
            "ErrImageNeverPull" => NeverPulled(evidence, place, waits, message),
            "ImageInspectError" => new Finding(CauseCode.ImagePullFailed, "see what the engine says", waits, new Link("the engine cannot tell whether it has the image", message)),
            "RegistryUnavailable" => NotPulled(evidence, place, waits, message, CauseCode.RegistryUnreachable),
            _ => NotPulled(evidence, place, waits, message, Classify(message)),
        }).At(place, "image");
    }

    private static Finding NeverPulled(PodEvidence evidence, ContainerPlace place, Link waits, string message)
    {
        var image = place.Container.Image ?? "";
        return Near(evidence, image) is var (near, otherTag)
            ? Meant(near, otherTag, image, waits, new Link("it may not be pulled: imagePullPolicy is Never", message))
            : new Finding(
                CauseCode.ImageNeverPulled,
                $"build or import {image} on this engine, or set imagePullPolicy to IfNotPresent",
                waits,
                new Link("the engine does not have it, and imagePullPolicy Never forbids to pull it", message));
    }

    private static Finding NotPulled(PodEvidence evidence, ContainerPlace place, Link waits, string message, CauseCode code)
    {
        var image = place.Container.Image ?? "";
        var (byDigest, isHere) = (image.Contains('@', StringComparison.Ordinal), IsHere(evidence, image));
        var failed = code switch
        {
            CauseCode.ImageAccessDenied => (Link: new Link("the registry refuses it: there is no such image, or it takes a login", message),
                Fix: "check the name; if it is private, name a secret with the login in spec.imagePullSecrets"),
            CauseCode.ImageNotFound => (Link: new Link($"the registry has no such image or {(byDigest ? "digest" : "tag")}", message), Fix: $"check name and {(byDigest ? "digest" : "tag")}"),
            CauseCode.RegistryUnreachable => (Link: new Link($"its registry cannot be reached from here{(isHere == false ? ", and the engine does not have it" : "")}", message),
                Fix: byDigest ? "check name, digest and network, or name an image that is here by its tag" : $"check name and network, or bring the image here: docker build -t {image} . or docker load"),
            _ => (Link: new Link("pulling it failed", message), Fix: "see what the engine says of the pull"),
        };
        if (isHere == true && place.Container.ImagePullPolicy == PullPolicies.Always)
        {
            return new Finding(code, "set imagePullPolicy to IfNotPresent", waits, failed.Link, new Link($"{image} is here, but imagePullPolicy Always asks the registry each time"))
                .At(place, "imagePullPolicy");
        }

        return Near(evidence, image) is var (near, otherTag) ? Meant(near, otherTag, image, waits, failed.Link) : new Finding(code, failed.Fix, waits, failed.Link);
    }

    private static Finding Meant(string near, bool otherTag, string image, Link waits, Link why) => new(
        otherTag ? CauseCode.ImageTagMissing : CauseCode.ImageNameMistyped,
        $"write {near} if that is what you mean",
        waits,
        why,
        new Link($"{near} is here, you wrote {image}"));

    // What was likely meant, and whether it differs in its tag only.
    private static (string Name, bool OtherTag)? Near(PodEvidence evidence, string image) =>
        evidence.LocalImages is { } local && ImageReference.TryParse(image, out var wanted, out _)
        && NearImage.Find(wanted, local) is { } near && ImageReference.TryParse(near, out var found, out _)
            ? (near, found.Name == wanted.Name)
            : null;

    // Null when that is not known.
    private static bool? IsHere(PodEvidence evidence, string image) => evidence.LocalImages is not { } local ? null
        : ImageReference.TryParse(image, out var wanted, out _) && local.SelectMany(i => i.Tags.Concat(i.Digests)).Any(text =>
            ImageReference.TryParse(text, out var name, out _) && name.Name == wanted.Name && (wanted.Digest is { } digest ? name.Digest == digest : name.Tag == wanted.Tag));

    private static CauseCode Classify(string message) =>
        Says(message, DeniedWords) ? CauseCode.ImageAccessDenied
        : Says(message, UnreachableWords) ? CauseCode.RegistryUnreachable
        : Says(message, MissingWords) ? CauseCode.ImageNotFound
        : CauseCode.ImagePullFailed;

    private static bool Says(string message, ImmutableArray<string> words) => words.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));
}
