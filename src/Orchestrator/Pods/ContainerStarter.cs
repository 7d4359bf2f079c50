using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Hooks;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// Starts one container (spec 2.9): 1. the pod's volumes; 2. its image; 3. its description; 4. create; 5. start; 6. its postStart
/// hook. Every step has its own reason when it fails, and its event.
/// </summary>
internal sealed class ContainerStarter(
    IContainerRuntime runtime, ImagePuller images, ContainerConfigs configs, PodVolumes volumes, HookRunner hooks, ContainerStopper stopper, IEventRecorder events, PodRecords records, TimeProvider clock)
{
    /// <summary>A start that failed for a reason that time alone rarely mends is tried again this much later, as a kubelet does.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The reason of events about volumes that cannot be had.</summary>
    public const string FailedMount = "FailedMount";

    /// <summary>A container whose postStart hook failed is asked to stop this often while the engine does not answer.</summary>
    private const int MostStops = 10;

    /// <summary>A start that failed for want of an answer is tried again soon.</summary>
    public static readonly TimeSpan RetrySoonAfter = TimeSpan.FromSeconds(1);

    /// <summary>Takes the steps one after another until one fails.</summary>
    /// <returns>Null when it was started; else why not. Failures of the engine are values here, never thrown.</returns>
    /// <param name="setting">The pod and where it runs.</param>
    /// <param name="container">Of the pod's spec.</param>
    /// <param name="start">What was planned.</param>
    /// <param name="image">The image, when somebody looked for it already; else null.</param>
    /// <param name="mayWait">Ends waiting for the image; whatever the engine was asked for is waited for.</param>
    /// <param name="stopping">The daemon ends.</param>
    public async Task<StartFailure?> StartAsync(
        PodSetting setting, Container container, PodAction.StartContainer start, Task<ImageOutcome>? image, CancellationToken mayWait, CancellationToken stopping)
    {
        var pod = setting.Pod;
        var about = pod.TargetOf(container.Name, null);
        try
        {
            configs.MakeDirectory(pod);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var message = $"error making pod data directories: {e.Message}";
            events.Warning(pod.Target, "Failed", message);
            return Fail(NotYet(pod), message, RetryAfter);
        }

        try
        {
            configs.SetUpVolumes(setting);
        }
        catch (Exception e) when (Explains(e))
        {
            return FailConfig(e, pod, about);
        }

        var outcome = await (image ?? images.EnsureAsync(pod, about, container, mayWait));
        if (outcome is ImageOutcome.Missing missing)
        {
            return new StartFailure(missing.Reason, missing.Message, clock.GetUtcNow()) { RetryAt = missing.RetryAt, NextTry = missing.NextTry };
        }

        mayWait.ThrowIfCancellationRequested();
        ContainerConfig config;
        try
        {
            config = configs.Make(setting, container, start, ((ImageOutcome.Present)outcome).Image);
        }
        catch (Exception e) when (Explains(e))
        {
            return FailConfig(e, pod, about);
        }

        ContainerId id;
        try
        {
            id = await runtime.CreateContainerAsync(start.Sandbox, config, stopping);
        }
        catch (ContainerRuntimeException e)
        {
            events.Warning(about, "Failed", $"Error: {e.Message}");
            return Fail("CreateContainerError", e.Message, RetryDelay(e.Failure));
        }

        about = about with { ContainerId = id };
        events.Normal(about, "Created", "Container created");
        try
        {
            await runtime.StartContainerAsync(id, stopping);
        }
        catch (ContainerRuntimeException e)
        {
            var message = $"failed to start container \"{id}\": {e.Message}";
            events.Warning(about, "Failed", $"Error: {message}");
            return Fail("RunContainerError", message, RetryDelay(e.Failure));
        }

        events.Normal(about, "Started", "Container started");
        return container.Lifecycle?.PostStart is { } hook ? await RunPostStartAsync(setting, container, hook, start.Attempt, id, mayWait, stopping) : null;
    }

    /// <summary>Whether the pod's volumes are ready now: before that nobody looks for images.</summary>
    public bool CanSetUpVolumes(PodSetting setting)
    {
        try
        {
            configs.MakeDirectory(setting.Pod);
            configs.SetUpVolumes(setting);
            return true;
        }
        catch (Exception)
        {
            return false; // whatever it is, it is told of when the container is to start
        }
    }

    private static bool Explains(Exception e) => e is VolumeException or ContainerConfigException or IOException or UnauthorizedAccessException;

    private StartFailure FailConfig(Exception e, Pod pod, EventTarget about)
    {
        if (e is not VolumeException problem)
        {
            events.Warning(about, "Failed", $"Error: {e.Message}");
            return Fail("CreateContainerConfigError", e.Message, RetryAfter);
        }

        VolumeException[] problems = [problem, .. problem.Others];
        foreach (var one in problems.Where(p => volumes.IsNews(pod, p)))
        {
            events.Warning(pod.Target, FailedMount, SetUpFailed(one));
        }

        return Fail(NotYet(pod), string.Join("; ", problems.Select(p => $"volume \"{p.Volume}\": {p.Message}")), RetryAfter) with { IsForVolume = true };
    }

    private async Task<StartFailure?> RunPostStartAsync(
        PodSetting setting, Container container, LifecycleHandler hook, int attempt, ContainerId id, CancellationToken mayWait, CancellationToken stopping)
    {
        var pod = setting.Pod;
        var podIp = setting.PodIps.FirstOrDefault("");
        var call = new HookCall(hook, container, id, pod.Title, pod.Target, podIp);
        var record = records.Find(pod.Metadata.Uid ?? "");
        var began = clock.GetTimestamp();
        record?.Note(HistoryKind.PostStartStarted, container.Name, attempt: attempt);
        var error = await hooks.RunAsync(call, CancellationToken.None, mayWait);
        record?.Note(HistoryKind.PostStartEnded, container.Name, clock.GetElapsedTime(began), error, attempt);
        if (error is null)
        {
            return null;
        }

        events.Warning(pod.TargetOf(container.Name, id), "FailedPostStartHook", "PostStartHook failed");
        var kill = new PodAction.KillContainer(id, container.Name, Kills.AtLeast(Kills.SecondsOf(pod.Spec)), "FailedPostStartHook", Replace: false, Hasten: false)
        {
            HookLimit = container.Lifecycle?.PreStop is null ? null : TimeSpan.FromSeconds(Kills.SecondsOf(pod.Spec)),
        };
        for (var tries = 1; ; tries++)
        {
            try
            {
                await stopper.StopAsync(kill, pod, podIp, stopping);
                break;
            }
            catch (ContainerRuntimeException) when (tries < MostStops)
            {
                kill = kill with { HookLimit = null }; // it has run
                await Task.Delay(RetrySoonAfter, clock, stopping);
            }
            catch (ContainerRuntimeException e)
            {
                return Fail("PostStartHookError", $"{error}; stopping it failed: {e.Message}", RetrySoonAfter);
            }
        }

        return Fail("PostStartHookError", error, RetryAfter);
    }

    /// <summary>The kubelet's words for a volume that cannot be had.</summary>
    public static string SetUpFailed(VolumeException problem) => $"MountVolume.SetUp failed for volume \"{problem.Volume}\" : {problem.Message}";

    // The reason of a container that waits for something of its pod.
    private static string NotYet(Pod pod) => pod.Spec.InitContainers.IsEmpty ? "ContainerCreating" : "PodInitializing";

    private StartFailure Fail(string reason, string message, TimeSpan retryAfter)
    {
        var now = clock.GetUtcNow();
        return new StartFailure(reason, message, now) { RetryAt = now + retryAfter };
    }

    private static TimeSpan RetryDelay(RuntimeFailure failure) => failure switch
    {
        RuntimeFailure.Refused or RuntimeFailure.NotFound or RuntimeFailure.RegistryUnavailable => RetryAfter,
        RuntimeFailure.Conflict or RuntimeFailure.Unavailable or RuntimeFailure.Timeout => RetrySoonAfter,
    };
}
