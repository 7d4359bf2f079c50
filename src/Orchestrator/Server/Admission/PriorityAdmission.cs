using LocalPods.Api.Core;
using LocalPods.Api.Scheduling;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Gives pods the priority of their class, or of the class for those that name none; keeps that one class alone.</summary>
internal sealed class PriorityAdmission(IObjectStore store) : IAdmission
{
    private const string Preempts = "PreemptLowerPriority";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Creates("pods"))
        {
            request.Replace(Ranked(request, request.Read<Pod>()));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Definition.Names.Qualified == PriorityClassResource.Resource && request.Read<PriorityClass>().GlobalDefault == true
            && Classes().FirstOrDefault(c => c.GlobalDefault == true && c.Metadata.Name != request.Name) is { } other)
        {
            throw request.Forbidden($"PriorityClass {other.Metadata.Name} is already marked as default. Only one default can exist");
        }

        return ValueTask.CompletedTask;
    }

    private Pod Ranked(AdmissionRequest request, Pod pod)
    {
        var name = pod.Spec.PriorityClassName;
        var ranked = string.IsNullOrEmpty(name)
            ? Classes().Where(c => c.GlobalDefault == true).MinBy(c => c.Value)
            : store.Find<PriorityClass>(new ObjectKey(PriorityClassResource.Resource, "", name)) ?? throw request.Forbidden($"no PriorityClass with name {name} was found");
        var (priority, preemption) = (ranked?.Value ?? 0, ranked?.PreemptionPolicy is { Length: > 0 } policy ? policy : Preempts);
        if (pod.Spec.Priority is { } given && given != priority)
        {
            throw request.Forbidden(
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        }

        if (pod.Spec.PreemptionPolicy is { Length: > 0 } wished && wished != preemption)
        {
            throw request.Forbidden(
                $"the string value of PreemptionPolicy ({wished}) must not be provided in pod spec; priority admission controller computed {preemption} from the given PriorityClass name");
        }

        return pod with { Spec = pod.Spec with { PriorityClassName = ranked?.Metadata.Name, Priority = priority, PreemptionPolicy = preemption } };
    }

    private IEnumerable<PriorityClass> Classes() => store.All<PriorityClass>(PriorityClassResource.Resource, null);
}
