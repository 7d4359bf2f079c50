using System.Text.Json.Serialization;
using LocalPods.Orchestrator.Server.Access;

namespace LocalPods.Orchestrator.Server.Daemon;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(HttpsAccess))]
internal sealed partial class DaemonJson : JsonSerializerContext;
