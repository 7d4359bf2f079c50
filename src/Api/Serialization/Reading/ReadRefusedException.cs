namespace LocalPods.Api.Serialization;

/// <summary>Leaves a document that cannot be read; it never leaves the readers.</summary>
internal sealed class ReadRefusedException(Fault fault) : Exception(fault.Message)
{
    public Fault Fault { get; } = fault;
}
