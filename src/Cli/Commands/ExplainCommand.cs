using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Definition { get; } = new("explain", "Get documentation for a resource")
    {
        Usage = "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group]",
        Description = """
            Describe fields and structure of a resource, from what the server publishes about it.

             A field is named by its path: TYPE.FIELD.FIELD.
            """,
        Examples = """
              # What a pod is
              localpods explain pods

              # One of its fields
              localpods explain pod.spec.containers.livenessProbe

              # Its fields and those below them, by name
              localpods explain pod.spec --recursive
            """,
        Flags =
        [
            Flag.Text("api-version", "Use this API version of the type, GROUP/VERSION"),
            Flag.Switch("recursive", "List the fields below the fields as well, without descriptions"),
        ],
        Completes = CompletedArguments.Type,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments is not [var word])
        {
            throw CommandException.Error(invocation.Arguments.Count == 0
                ? "You must specify the type of resource to explain. Use \"localpods api-resources\" for a complete list of supported resources."
                : "We accept only this format: explain RESOURCE");
        }

        var (type, path) = Find(word, () => invocation.Api);
        if (invocation.Flags.Text("api-version") is { Length: > 0 } asked)
        {
            var slash = asked.IndexOf('/', StringComparison.Ordinal);
            type = type with { Group = slash < 0 ? "" : asked[..slash], Version = asked[(slash + 1)..] };
        }

        var place = (type.Group.Length == 0 ? "api/" : "apis/") + type.ApiVersion;
        var document = JsonElement.Parse(invocation.Api.Get("/openapi/v3")).Field("paths").Field(place).Text("serverRelativeURL");
        if (document.Length == 0)
        {
            throw CommandException.Error($"couldn't find resource for \"{type.Group}/{type.Version}, Resource={type.Plural}\"");
        }

        var schemas = JsonElement.Parse(invocation.Api.Get(document)).Field("components").Field("schemas");
        try
        {
            var (text, exists) = new SchemaExplanation(schemas, invocation.Flags.On("recursive")).Explain(type.Group, type.Version, type.Kind, path);
            invocation.Out.Write(text);
            return exists ? ExitCode.Success : throw CommandException.Error($"field \"{path[^1]}\" does not exist");
        }
        catch (KeyNotFoundException)
        {
            throw CommandException.Error($"GVR ({type.ApiVersion}, Resource={type.Plural}) not found in OpenAPI schema");
        }
    }

    /// <summary>The type and the way to the field: <c>crontabs.example.com.spec.replicas</c> may name a group, too.</summary>
    private static (ResourceType Type, string[] Path) Find(string word, Func<ApiClient> api)
    {
        var parts = word.TrimEnd('.').Split('.');
        if (ResourceCatalog.BuiltIn.FirstOrDefault(t => t.Answers(parts[0])) is { } known)
        {
            return (known, parts[1..]);
        }

        ResourceType[] types = [.. ResourceCatalog.All(api())];
        for (var length = parts.Length; length > 0; length--)
        {
            var name = string.Join('.', parts[..length]);
            if (types.FirstOrDefault(t => t.Answers(name)) is { } type)
            {
                return (type, parts[length..]);
            }
        }

        throw new CommandException($"the server doesn't have a resource type \"{parts[0]}\"");
    }
}
