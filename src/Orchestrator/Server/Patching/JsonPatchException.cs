namespace LocalPods.Orchestrator.Server.Patching;

/// <summary>A JSON patch does not fit the object.</summary>
internal sealed class JsonPatchException(string message) : Exception(message);
