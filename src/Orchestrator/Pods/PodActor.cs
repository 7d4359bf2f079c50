using System.Diagnostics;
using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Does what was planned. Holds nothing of the pod itself; expected failures come back as outcomes, others are thrown.</summary>
internal sealed class PodActor(PodIdentity identity, PodRecord record, PodServices node)
{
    /// <summary>Carries out one action.</summary>
    /// <param name="action">What.</param>
    /// <param name="current">The object it was planned by; null when there is none any more.</param>
    /// <param name="addresses">Of the sandbox.</param>
    /// <param name="image">The image of a container to start, when somebody looks for it already.</param>
    /// <param name="mayWait">Ends waiting for images.</param>
    /// <param name="stopping">The daemon ends.</param>
    public async Task<PodOutcome> DoAsync(
        PodAction action, PodObject? current, PodAddresses addresses, Task<ImageOutcome>? image, CancellationToken mayWait, CancellationToken stopping)
    {
        switch (action)
        {
            case PodAction.CreateSandbox create:
                return await CreateSandboxAsync(create, current!.Pod, stopping);
            case PodAction.StopSandbox stop:
                await node.Runtime.StopSandboxAsync(stop.Id, stopping);
                return new PodOutcome.Done();
            case PodAction.RemoveSandbox remove:
                await node.Runtime.RemoveSandboxAsync(remove.Id, stopping);
                record.Note(HistoryKind.SandboxRemoved);
                return new PodOutcome.Done();
            case PodAction.StartContainer start:
                var asOf = node.Store.Revision;
                var setting = new PodSetting(current!.Pod, addresses.Ips, node.Node(), node.Config) { HostIp = addresses.HostIp };
                var container = current.Pod.Find(start.Name)!.Value.Container;
                return await node.Starter.StartAsync(setting, container, start, image, mayWait, stopping) is { } failure
                    ? new PodOutcome.NotStarted(failure with { AsOf = asOf })
                    : new PodOutcome.Done();
            case PodAction.KillContainer kill:
                await node.Stopper.StopAsync(kill, current?.Pod, addresses.First, stopping);
                return new PodOutcome.Done();
            case PodAction.PrepareStop prepare:
                await node.Stopper.PrepareAsync(prepare, current!.Pod, addresses.First, stopping);
                return new PodOutcome.Done();
            case PodAction.ResizeContainer resize:
                return await ResizeAsync(resize, stopping);
            case PodAction.LimitPod limit:
                return await LimitPodAsync(limit.To, stopping);
            case PodAction.RemoveCgroup:
                await node.Runtime.RemovePodCgroupAsync(identity.Uid, stopping);
                return new PodOutcome.Done();
            case PodAction.RemoveContainer remove:
                await node.Runtime.RemoveContainerAsync(remove.Id, stopping);
                return new PodOutcome.Done();
            case PodAction.ForgetPod:
                return await ForgetAsync(current, stopping);
            default:
                throw new UnreachableException($"no such action: {action}");
        }
    }

    /// <summary>Looks at the engine, and reads the last words of instances that ended since.</summary>
    /// <param name="known">Instances whose words were read before.</param>
    /// <param name="stopping">The daemon ends.</param>
    public async Task<PodOutcome> ObserveAsync(ImmutableDictionary<ContainerId, string> known, CancellationToken stopping)
    {
        var seen = await node.Runtime.GetPodAsync(identity.Uid, stopping);
        var messages = ImmutableDictionary<ContainerId, string>.Empty;
        foreach (var ended in seen.Containers.Where(c => c.FinishedAt is not null && !known.ContainsKey(c.Id)))
        {
            messages = messages.SetItem(ended.Id, await node.Messages.ReadAsync(ended, stopping));
        }

        return new PodOutcome.Observed(seen, messages);
    }

    /// <summary>Writes anew what changed in the volumes that the node writes.</summary>
    public PodOutcome RefreshVolumes(PodObject current)
    {
        var (renewAt, problems) = node.Volumes.Refresh(new PodSetting(current.Pod, [], node.Node(), node.Config));
        return new PodOutcome.VolumesRefreshed(renewAt, problems);
    }

    /// <summary>Looks whether volumes or containers hold more on the disk than they may (spec 9.7).</summary>
    public async Task<PodOutcome> MeasureDiskAsync(PodObject current, CancellationToken stopping)
    {
        var pod = current.Pod;
        if (node.Volumes.Overfull(pod) is { } volume)
        {
            return new PodOutcome.DiskMeasured(
                new PodVerdict(PodVerdict.Evicted, $"Usage of EmptyDir volume \"{volume.Name}\" exceeds the limit \"{volume.EmptyDir!.SizeLimit}\". "));
        }

        if (StorageLimits.OfPod(pod.Spec) is not { } limit)
        {
            return new PodOutcome.DiskMeasured(null);
        }

        var containers = await node.Runtime.MeasureDiskAsync(identity.Uid, stopping);
        return new PodOutcome.DiskMeasured(StorageLimits.Exceeded(pod.Spec, containers, node.Volumes.BytesOnDisk(pod, limit.Value)));
    }

    /// <summary>Removes the volumes of a pod that is over and whose object stays.</summary>
    public PodOutcome RemoveVolumes()
    {
        node.Volumes.Forget(identity.Uid);
        node.Directories.RemoveVolumes(identity.Uid);
        return new PodOutcome.Done();
    }

    /// <summary>Writes the status into the object it was computed for; also binds a pod that has no node yet to this one.</summary>
    public async Task<PodOutcome> WriteStatusAsync(PodObject current, PodStatus status, CancellationToken stopping)
    {
        var json = current.Stored.ToJsonObject();
        DirectWrite.PutStatus<Pod>(json, ApiJson.ToJson(status), FieldWriter.NodeAgent, node.Clock.GetUtcNow());
        if (string.IsNullOrEmpty(current.Pod.Spec.NodeName))
        {
            json["spec"]!["nodeName"] = node.Node().Name;
        }

        return await WriteAsync(current, json, stopping);
    }

    /// <summary>Writes the status of a pod for which there is no room, and takes it off the node again.</summary>
    public async Task<PodOutcome> WriteUnscheduledAsync(PodObject current, PodStatus status, CancellationToken stopping)
    {
        var json = current.Stored.ToJsonObject();
        DirectWrite.PutStatus<Pod>(json, ApiJson.ToJson(status), FieldWriter.Scheduler, node.Clock.GetUtcNow());
        (json["spec"] as System.Text.Json.Nodes.JsonObject)?.Remove("nodeName");
        return await WriteAsync(current, json, stopping);
    }

    private async Task<PodOutcome> CreateSandboxAsync(PodAction.CreateSandbox create, Pod pod, CancellationToken stopping)
    {
        try
        {
            var config = SandboxConfigs.Make(pod, create.Attempt, NodeFiles.ReadResolvConf);
            foreach (var omission in ResolvConf.Omissions(pod.Spec, NodeFiles.ReadResolvConf))
            {
                node.Events.Warning(pod.Target, "DNSConfigForming", omission);
            }

            var asked = node.Clock.GetTimestamp();
            var limits = ResourceMapping.OfPod(pod);
            var limited = await LimitPodAsync(limits, stopping) is PodOutcome.Done;
            var sandbox = await node.Runtime.RunSandboxAsync(config, stopping);
            record.Note(HistoryKind.SandboxCreated, duration: node.Clock.GetElapsedTime(asked), attempt: create.Attempt);
            return new PodOutcome.SandboxRuns(sandbox, limited ? limits : null);
        }
        catch (Exception e) when (e is ContainerRuntimeException or ContainerConfigException)
        {
            var holders = e is ContainerRuntimeException { Failure: RuntimeFailure.Refused } ? await HostPorts.HoldersAsync(node.Store, node.Runtime, pod, node.Clock, stopping) : [];
            var taken = string.Concat(holders.Select(h => $"; host port {h.Port.Title} is taken by {h.Who}"));
            node.Events.Warning(pod.Target, "FailedCreatePodSandBox", $"Failed to create pod sandbox: {e.Message}{taken}");
            throw;
        }
    }

    private async Task<PodOutcome> LimitPodAsync(ContainerResources limits, CancellationToken stopping)
    {
        try
        {
            return await node.Runtime.LimitPodAsync(identity.Uid, limits, stopping) ? new PodOutcome.Done() : new PodOutcome.NotResized("pods have no control groups here");
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
        {
            return new PodOutcome.NotResized(e.Message);
        }
    }

    // The kernel would kill what uses more than its new limit; a kubelet does not let it come to that.
    private async Task<PodOutcome> ResizeAsync(PodAction.ResizeContainer resize, CancellationToken stopping)
    {
        var limit = resize.To.MemoryBytes;
        if (limit > 0 && (resize.From.MemoryBytes == 0 || limit < resize.From.MemoryBytes)
            && await node.Runtime.SampleAsync(resize.Id, stopping) is { } used && used.WorkingSetBytes > limit)
        {
            return new PodOutcome.NotResized(
                $"cannot decrease memory limits: attempting to set container \"{resize.Name}\" memory limit ({limit}) below current usage ({used.WorkingSetBytes})");
        }

        try
        {
            await node.Runtime.UpdateResourcesAsync(resize.Id, resize.To, stopping);
            return new PodOutcome.Done();
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
        {
            return new PodOutcome.NotResized(e.Message);
        }
    }

    private async Task<PodOutcome> ForgetAsync(PodObject? current, CancellationToken stopping)
    {
        node.Records.Forget(identity.Uid);
        node.Volumes.Forget(identity.Uid);
        node.Directories.Remove(identity.Uid);
        node.Images.Forget(identity.Uid);
        node.Probes.Forget(identity.Uid);
        if (current is null)
        {
            return new PodOutcome.Forgotten();
        }

        if (!current.Pod.Metadata.Finalizers.IsEmpty)
        {
            var json = current.Stored.ToJsonObject();
            json["metadata"]!["deletionGracePeriodSeconds"] = 0;
            return await WriteAsync(current, json, stopping);
        }

        try
        {
            await node.Store.DeleteAsync(current.Stored.Key, current.Stored.Revision, stopping);
            return new PodOutcome.Forgotten();
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.NotFound)
        {
            return new PodOutcome.Overtaken(Newest(current));
        }
    }

    private async Task<PodOutcome> WriteAsync(PodObject current, System.Text.Json.Nodes.JsonObject json, CancellationToken stopping)
    {
        try
        {
            var stored = await node.Store.UpdateAsync(current.Stored.Key, json, current.Stored.Revision, timeToLive: null, stopping);
            return new PodOutcome.Stored(new PodObject(stored));
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.NotFound)
        {
            return new PodOutcome.Overtaken(Newest(current));
        }
    }

    // Another pod may have the name by now.
    private PodObject? Newest(PodObject current) =>
        node.Store.Get(current.Stored.Key) is { } stored && new PodObject(stored) is var pod && pod.Uid == current.Uid ? pod : null;
}
