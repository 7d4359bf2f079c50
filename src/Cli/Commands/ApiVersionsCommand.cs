using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods api-versions</c>.</summary>
internal static class ApiVersionsCommand
{
    public static Command Definition { get; } = new("api-versions", "Print the supported API versions on the server, in the form of \"group/version\"")
    {
        Usage = "api-versions",
        Examples = """
              # All versions of all groups
              localpods api-versions
            """,
        Run = invocation =>
        {
            var groups = JsonElement.Parse(invocation.Api.Get("/apis")).Field("groups").Items();
            var versions = groups.SelectMany(g => g.Field("versions").Items()).Select(v => v.Text("groupVersion"))
                .Concat(JsonElement.Parse(invocation.Api.Get("/api")).Field("versions").Items().Select(v => v.Text()));
            invocation.Out.Write(string.Concat(versions.Order(StringComparer.Ordinal).Select(v => v + "\n")));
            return ExitCode.Success;
        },
    };
}
