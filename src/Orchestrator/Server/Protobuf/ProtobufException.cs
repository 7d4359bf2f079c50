namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>Bytes are not the message they should be.</summary>
internal sealed class ProtobufException(string message) : Exception(message);
