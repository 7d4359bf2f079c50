namespace LocalPods.Orchestrator.Probes;

/// <summary>No connection was made; the message is what Go's dialer would say.</summary>
internal sealed class DialException(string message, Exception? innerException = null) : Exception(message, innerException);
