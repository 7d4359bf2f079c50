using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>How the engine's bodies and answers are written and read.</summary>
/// <remarks>
/// Properties of answers are <c>set</c>, not <c>init</c>: generated code gives an init-only property the default of its type
/// when the engine leaves it out, and not the value it is declared with.
/// </remarks>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateContainerBody))]
[JsonSerializable(typeof(CreateExecBody))]
[JsonSerializable(typeof(StartExecBody))]
[JsonSerializable(typeof(RegistryAuthBody))]
[JsonSerializable(typeof(HelperAnswer))]
[JsonSerializable(typeof(CreatedAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ContainerInspect))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(UpdateContainerBody))]
[JsonSerializable(typeof(ImageInspect))]
[JsonSerializable(typeof(ImageSummary[]))]
[JsonSerializable(typeof(DistributionAnswer))]
[JsonSerializable(typeof(PathStat))]
[JsonSerializable(typeof(NetworkSummary[]))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(ExecInspect))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class EngineJson : JsonSerializerContext;
