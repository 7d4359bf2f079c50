using System.Text.Json.Serialization;

namespace LocalPods.Orchestrator.Server.Daemon;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(ShutdownReport))]
internal sealed partial class DaemonJson : JsonSerializerContext;
