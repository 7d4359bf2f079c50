using System.Text.Json.Serialization;

namespace LocalPods.Orchestrator.Explaining;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplanationJson : JsonSerializerContext;
