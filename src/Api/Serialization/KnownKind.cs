using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>A kind of object that can be read.</summary>
/// <param name="ApiVersion">Group and version: <c>v1</c>, <c>apps/v1</c>.</param>
/// <param name="Kind">As manifests write it.</param>
/// <param name="Type">How its JSON looks.</param>
public sealed record KnownKind(string ApiVersion, string Kind, JsonTypeInfo Type);
