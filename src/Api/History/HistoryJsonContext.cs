using System.Text.Json.Serialization;

namespace LocalPods.Api.History;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(PodHistory))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
