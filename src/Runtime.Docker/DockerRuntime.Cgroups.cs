using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>The one that takes the path of a group and makes it itself; systemd wants names of its own units instead.</summary>
    private const string CgroupDriver = "cgroupfs";

    public async Task<bool> LimitPodAsync(string podUid, ContainerResources limits, CancellationToken cancellationToken)
    {
        var changes = _cgroups.Has(podUid);
        if (!changes && !_podCgroups.IsKnown)
        {
            await PrepareAsync(cancellationToken);
        }

        if (!changes && !_podCgroups.IsThere)
        {
            return false;
        }

        if (changes && limits.MemoryBytes > 0 && _cgroups.WorkingSetOf(podUid) is var used && used > limits.MemoryBytes)
        {
            throw new ContainerRuntimeException(
                RuntimeFailure.Refused, $"cannot decrease memory limits: attempting to set pod memory limit ({limits.MemoryBytes}) below current usage ({used})");
        }

        try
        {
            _cgroups.Limit(podUid, limits, _podCgroups.Processors);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (changes)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, $"limit pod {podUid}: {e.Message}", e);
            }

            LogNoCgroup(_logger, podUid, e.Message);
            await _cgroups.RemoveAsync(podUid, cancellationToken);
            return false;
        }
    }

    public async Task RemovePodCgroupAsync(string podUid, CancellationToken cancellationToken)
    {
        if (!await _cgroups.RemoveAsync(podUid, cancellationToken))
        {
            LogCgroupBusy(_logger, podUid);
        }
    }

    /// <summary>Makes the group of all pods, where that is possible; a container that the engine starts there shows whether it sees the same one.</summary>
    /// <returns>Its name; null where there cannot be any.</returns>
    private async Task<string?> FindCgroupAsync(CancellationToken cancellationToken)
    {
        var why = await MakeCgroupAsync(cancellationToken);
        if (why is null)
        {
            return _cgroups.Parent;
        }

        NoCgroups(why);
        return null;
    }

    private void NoCgroups(string why)
    {
        _podCgroups.Refuse(why);
        LogNoCgroups(_logger, why);
    }

    // Null when it is there; else why it is not.
    private async Task<string?> MakeCgroupAsync(CancellationToken cancellationToken)
    {
        if (_engine.Address is not EngineAddress.UnixSocket)
        {
            return "the engine is on another machine";
        }

        try
        {
            var host = await _engine.GetInfoAsync(cancellationToken);
            if (host.CgroupDriver != CgroupDriver)
            {
                return $"the engine's cgroup driver is {(host.CgroupDriver.Length > 0 ? host.CgroupDriver : "not known")}, not {CgroupDriver}";
            }

            _podCgroups.Processors = host.NCPU;
            _cgroups.MakeParent(host.NCPU);
            return null;
        }
        catch (ContainerRuntimeException e) when (e.Failure is not (RuntimeFailure.Unavailable or RuntimeFailure.Timeout))
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private void LookForTrial(string containerId)
    {
        if (_cgroups.HoldsDirectly(containerId))
        {
            _podCgroups.Grant();
            return;
        }

        NoCgroups("the engine's control groups are not those of this machine");
    }
}
