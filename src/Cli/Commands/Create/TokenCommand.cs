using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create token</c>: a token of a service account, which no object keeps.</summary>
internal static class TokenCommand
{
    private static readonly string[] s_bound = ["Pod", "Secret", "Node"];

    public static Command Definition { get; } = new("create token", "Request a service account token")
    {
        Usage = "create token SERVICE_ACCOUNT_NAME",
        Description = "Request a service account token. Who shows it is that service account until the token ends.",
        Examples = """
              # A token of an hour
              localpods create token robot

              # One of ten minutes, and what it may do
              localpods auth can-i --list --token="$(localpods create token robot --duration=10m)" --context=localpods
            """,
        Flags =
        [
            Flag.Texts("audience", "For whom the token is; the API server if not given"),
            Flag.Text("bound-object-kind", "Kind of an object with which the token ends") with { Values = s_bound },
            Flag.Text("bound-object-name", "Name of that object"),
            Flag.Text("bound-object-uid", "Uid of that object; the one it has now if not given"),
            Flag.Duration("duration", "How long the token is to be good; the server decides if not given"),
            Flag.Text("output", "Print the whole answer: json, yaml, name, jsonpath=...", 'o') with { Values = ["json", "yaml", "name", "jsonpath="] },
        ],
        Completes = Completion.CompletedArguments.ServiceAccounts,
        Run = Run,
    };

    /// <summary>Asks for a token.</summary>
    /// <exception cref="ApiFailure">The server refused.</exception>
    public static JsonObject Request(ApiClient api, string ns, string account, JsonObject spec)
    {
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["metadata"] = new JsonObject(), ["spec"] = spec };
        return api.SendObject("POST", ResourceCatalog.ServiceAccounts.Item(ns, account) + "/token", request);
    }

    /// <summary>How long a token is to be good, as requests say it; null leaves it to the server.</summary>
    /// <exception cref="CommandException">No such time.</exception>
    public static JsonNode? Seconds(ParsedFlags flags)
    {
        var duration = flags.Duration("duration");
        return duration < TimeSpan.Zero ? throw CommandException.Error("--duration must be greater than or equal to 0")
            : duration.Ticks % TimeSpan.TicksPerSecond != 0 ? throw CommandException.Error("--duration cannot be expressed in units less than seconds")
            : duration == TimeSpan.Zero ? null
            : (long)duration.TotalSeconds;
    }

    private static int Run(Invocation invocation)
    {
        var (name, flags) = (Name(invocation), invocation.Flags);
        var spec = new JsonObject { ["audiences"] = flags.Given("audience") ? RoleRules.Texts(flags.Texts("audience")) : null, ["boundObjectRef"] = Bound(flags), ["expirationSeconds"] = Seconds(flags) };
        try
        {
            var answer = Request(invocation.Api, invocation.Namespace, name, spec);
            var token = answer["status"]?["token"]?.ToString() ?? "";
            if (token.Length == 0)
            {
                throw CommandException.Error("failed to create token: no token in server response");
            }

            var format = ObjectFormat.Read(flags.Text("output"));
            invocation.Out.Write(format is ObjectFormat.Table ? token + "\n" : format.Print(JsonElement.Parse(JsonBytes.Of(answer))));
            return ExitCode.Success;
        }
        catch (ApiFailure failure)
        {
            throw failure.Doing("failed to create token:");
        }
    }

    private static string Name(Invocation invocation) => invocation.Arguments switch
    {
        [{ Length: > 0 } one] => one,
        [_] => throw CommandException.Error("service account name cannot be empty"),
        var some => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"exactly one NAME is required, got {some.Count}")) { Understood = true },
    };

    private static JsonObject? Bound(ParsedFlags flags)
    {
        var (kind, name, uid) = (flags.Text("bound-object-kind"), flags.Text("bound-object-name"), flags.Text("bound-object-uid"));
        if (kind.Length == 0)
        {
            return name.Length > 0 ? throw CommandException.Error("--bound-object-name can only be set if --bound-object-kind is provided")
                : uid.Length > 0 ? throw CommandException.Error("--bound-object-uid can only be set if --bound-object-kind is provided")
                : null;
        }

        if (!s_bound.Contains(kind))
        {
            throw CommandException.Error("supported --bound-object-kind values are Node, Pod, Secret");
        }

        var reference = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["name"] = name.Length > 0 ? name : throw CommandException.Error("--bound-object-name is required if --bound-object-kind is provided") };
        if (uid.Length > 0)
        {
            reference["uid"] = uid;
        }

        return reference;
    }
}
