using System.Text.Json.Serialization;
using LocalPods.Orchestrator.Server.Access;

namespace LocalPods.Orchestrator.Server.Daemon;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(BackoffAnswer))]
[JsonSerializable(typeof(HttpsAccess))]
[JsonSerializable(typeof(PullList))]
[JsonSerializable(typeof(PullChange))]
internal sealed partial class DaemonJson : JsonSerializerContext;
