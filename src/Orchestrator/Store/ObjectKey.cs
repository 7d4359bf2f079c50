namespace LocalPods.Orchestrator.Store;

/// <summary>Where an object is kept.</summary>
/// <param name="Resource">Plural and group, as in Kubernetes' errors: <c>pods</c>, <c>deployments.apps</c>.</param>
/// <param name="Namespace">Empty for objects of the whole cluster.</param>
/// <param name="Name">Of the object.</param>
public readonly record struct ObjectKey(string Resource, string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? $"{Resource} {Name}" : $"{Resource} {Namespace}/{Name}";
}
