namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>Why a pod does not fit on a node.</summary>
/// <param name="Reason">The kubelet's word: <c>OutOfcpu</c>.</param>
/// <param name="Message">The kubelet's sentence.</param>
/// <param name="Scheduling">The scheduler's words: <c>Insufficient cpu</c>.</param>
internal sealed record Misfit(string Reason, string Message, string Scheduling)
{
    /// <summary>Only a scheduler looks at it; pods that are on the node already may stay.</summary>
    public bool OnlyForNew { get; init; }

    /// <summary>There is not enough of a resource.</summary>
    /// <param name="resource">Which.</param>
    /// <param name="requested">By the pod.</param>
    /// <param name="used">By the others.</param>
    /// <param name="capacity">What the node has.</param>
    public static Misfit OutOf(string resource, long requested, long used, long capacity) => new(
        $"OutOf{resource}",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}"),
        resource == Api.Core.ResourceNames.Pods ? "Too many pods" : $"Insufficient {resource}");

    /// <summary>A condition does not hold.</summary>
    public static Misfit Predicate(string name, string text) => new(name, $"Predicate {name} failed: {text}", text);
}
