using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Auth;

/// <summary><c>auth whoami</c>.</summary>
internal static class WhoAmICommand
{
    private static readonly string[] s_versions = ["v1", "v1beta1", "v1alpha1"];

    public static Command Definition { get; } = new("auth whoami", "Experimental: Check self subject attributes")
    {
        Usage = "auth whoami",
        Description = "Show who the server takes you for: the name, the groups, and what else it knows.",
        Examples = """
              # Who am I?
              localpods auth whoami

              # Whom a token stands for
              localpods auth whoami --context=localpods --token="$(localpods create token robot)"
            """,
        Flags = [Flag.Text("output", "Print the whole answer: json, yaml, name, jsonpath=...", 'o') with { Values = ["json", "yaml", "name", "jsonpath="] }],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        var answer = JsonElement.Parse(JsonBytes.Of(Ask(invocation.Api)));
        if (format is not ObjectFormat.Table)
        {
            invocation.Out.Write(format.Print(answer));
            return ExitCode.Success;
        }

        var user = answer.Field("status").Field("userInfo");
        var rows = new List<(string, string)> { ("Username", user.Text("username")) };
        if (user.Text("uid") is { Length: > 0 } uid)
        {
            rows.Add(("UID", uid));
        }

        if (user.Field("groups").Items().Any())
        {
            rows.Add(("Groups", List(user.Field("groups"))));
        }

        rows.AddRange(user.Field("extra").Sorted().Select(e => ("Extra: " + e.Name, List(e.Value))));
        TableColumn[] columns = [new("Attribute", 0), new("Value", 0)];
        new TablePrinter(invocation.Out, new TableOptions()).Print(new TableAnswer(columns, [.. rows.Select(r => new TableRow([r.Item1, r.Item2], default))], ""));
        return ExitCode.Success;
    }

    /// <summary>Asks in the newest version that the server has.</summary>
    private static JsonObject Ask(ApiClient api)
    {
        foreach (var version in s_versions)
        {
            try
            {
                var review = new JsonObject { ["apiVersion"] = "authentication.k8s.io/" + version, ["kind"] = "SelfSubjectReview" };
                return api.SendObject("POST", $"/apis/authentication.k8s.io/{version}/selfsubjectreviews", review);
            }
            catch (ApiFailure failure) when (failure.IsNotFound)
            {
                // Older servers have older versions.
            }
        }

        throw CommandException.Error("the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API");
    }

    private static string List(JsonElement texts) => $"[{string.Join(' ', texts.Items().Select(t => t.Text()))}]";
}
