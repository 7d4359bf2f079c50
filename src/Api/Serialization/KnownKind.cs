using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>A kind of object that can be read.</summary>
/// <param name="apiVersion">Group and version: <c>v1</c>, <c>apps/v1</c>.</param>
/// <param name="kind">As manifests write it.</param>
/// <param name="type">How its JSON looks; asked for at the first use, because what nobody reads need not be made out.</param>
public sealed class KnownKind(string apiVersion, string kind, Func<JsonTypeInfo> type)
{
    public string ApiVersion { get; } = apiVersion;

    public string Kind { get; } = kind;

    public JsonTypeInfo Type => field ??= type();
}
