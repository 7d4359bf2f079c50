namespace LocalPods.Api.Serialization;

/// <summary>Leaves a YAML document that cannot be read; it never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlRefusedException(Fault fault) : Exception(fault.Message)
{
    public Fault Fault { get; } = fault;
}
