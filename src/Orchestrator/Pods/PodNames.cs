using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Shorthands for what the node agent asks of a pod again and again.</summary>
internal static class PodNames
{
    extension(Pod pod)
    {
        /// <summary>Of an object that was stored, so that all three parts are there.</summary>
        public PodIdentity Identity => new(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", pod.Metadata.Uid ?? "");

        /// <summary><c>name_namespace(uid)</c>, as messages have it.</summary>
        public string Title => $"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})";

        /// <summary>Finds a container of any kind; null when the spec has none of this name.</summary>
        public (Container Container, ContainerList List)? Find(string name) =>
            pod.Spec.Containers.FirstOrDefault(c => c.Name == name) is { } container ? (container, ContainerList.Containers)
            : pod.Spec.InitContainers.FirstOrDefault(c => c.Name == name) is { } init ? (init, ContainerList.InitContainers)
            : pod.Spec.EphemeralContainers.FirstOrDefault(c => c.Name == name) is { } ephemeral ? (ephemeral.ToContainer(), ContainerList.EphemeralContainers)
            : null;

        /// <summary>What was last reported of a container of any kind; null when nothing was.</summary>
        public Api.Core.ContainerStatus? Reported(string name) =>
            pod.Status.ContainerStatuses
                .Concat(pod.Status.InitContainerStatuses)
                .Concat(pod.Status.EphemeralContainerStatuses)
                .FirstOrDefault(s => s.Name == name);

        /// <summary>What events about the pod as a whole are about.</summary>
        public EventTarget Target => EventTarget.Pod(pod.Identity) with { ResourceVersion = pod.Metadata.ResourceVersion ?? "" };

        /// <summary>What events about a container are about.</summary>
        public EventTarget TargetOf(string container, ContainerId? id) =>
            EventTarget.InPod(pod.Identity, pod.Find(container)?.List ?? ContainerList.Containers, container, id)
                with { ResourceVersion = pod.Metadata.ResourceVersion ?? "" };
    }
}
