using System.Text.Json;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Protobuf;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Reads bodies that say how something is to be done, and are not stored: options, evictions, bindings.</summary>
internal static class ActionBody
{
    /// <summary>Reads the body as JSON or protobuf; unknown fields are dropped.</summary>
    /// <typeparam name="T">Of the object model.</typeparam>
    /// <param name="request">Whose body it is.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="ApiException">400: it cannot be read; 415: its form is not known.</exception>
    public static T Read<T>(ResourceRequest request, ReadOnlyMemory<byte> body)
    {
        var json = BodyReader.MediaType(request.Http.Request) switch
        {
            "application/json" or "text/json" => ObjectDecoder.Parse(body),
            ProtobufBody.MediaType => ProtobufBody.Read(body, typeof(T).Name),
            _ => throw ApiErrors.UnsupportedMediaType("application/json, " + ProtobufBody.MediaType),
        };
        try
        {
            return ApiJson.FromJson<T>(json ?? throw new JsonException("the body is null"));
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"{typeof(T).Name} cannot be read: {e.Message}");
        }
    }
}
