namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>
/// A container cannot be described to the engine as its spec has it: shown as <c>CreateContainerConfigError</c> with
/// these words.
/// </summary>
internal sealed class ContainerConfigException(string message) : Exception(message);
