namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>The peer does not speak SPDY as it should; the connection ends.</summary>
internal sealed class SpdyException(string message) : IOException(message);
