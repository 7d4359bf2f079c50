using System.Text.Json.Serialization;

namespace LocalPods.Orchestrator.Server.Daemon;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DaemonStatus))]
internal sealed partial class DaemonJson : JsonSerializerContext;
