using LocalPods.Api.Images;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>The images that pods ask for, whether or not their containers exist yet.</summary>
internal static class WantedImages
{
    /// <summary>Their names, each with its tag.</summary>
    public static ImmutableHashSet<string> Of(IObjectStore store) =>
        [.. store.List(PodObject.Resource, @namespace: null).Items
            .Select(i => new PodObject(i).Pod.Spec)
            .SelectMany(s => s.InitContainers.Concat(s.Containers).Select(c => c.Image).Concat(s.EphemeralContainers.Select(c => c.Image)))
            .Select(text => ImageReference.TryParse(text, out var image, out _) ? image.Text : null)
            .OfType<string>()];
}
