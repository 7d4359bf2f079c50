using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Auth;

/// <summary><c>auth can-i</c>.</summary>
internal static class CanICommand
{
    private const string Reviews = "/apis/authorization.k8s.io/v1/";

    private static readonly string[] s_resourceVerbs =
        ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use", "bind", "impersonate", "*", "approve", "sign", "escalate", "attest"];

    private static readonly string[] s_pathVerbs = ["get", "put", "post", "head", "options", "delete", "patch", "*"];

    // What no server lists and impersonation has rules for.
    private static readonly string[] s_unlisted = ["users", "groups"];

    public static Command Definition { get; } = new("auth can-i", "Check whether an action is allowed")
    {
        Usage = "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
        Description = "Check whether an action is allowed: prints yes and exits with 0, or prints no and exits with 1.",
        Examples = """
              # May I delete pods?
              localpods auth can-i delete pods

              # May a service account read this config map?
              localpods auth can-i get configmap/settings --as=system:serviceaccount:default:robot --context=localpods

              # Pods' logs, and a path
              localpods auth can-i get pods --subresource=log
              localpods auth can-i get /metrics

              # All that is allowed
              localpods auth can-i --list
            """,
        Flags =
        [
            Flag.Switch("all-namespaces", "Ask for all namespaces", 'A'),
            Flag.Switch("list", "Print all that is allowed"),
            Flag.Switch("no-headers", "With --list, print no heading"),
            Flag.Switch("quiet", "Print nothing; the exit code says it", 'q'),
            Flag.Text("subresource", "A part of the resource, such as log or scale"),
        ],
        Completes = CompletedArguments.Access,
        Run = Run,
    };

    /// <summary>The verbs that shell completion offers.</summary>
    public static IEnumerable<string> Verbs => s_resourceVerbs.Where(v => v != "*");

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (!flags.On("list"))
        {
            return Check(invocation);
        }

        if (invocation.Arguments.Count > 0)
        {
            throw CommandException.Error("list option must be specified with no arguments");
        }

        if (flags.On("quiet") || flags.On("all-namespaces") || flags.Text("subresource").Length > 0)
        {
            throw CommandException.Error("list option can't be specified with neither quiet, all-namespaces nor subresource options");
        }

        List(invocation);
        return ExitCode.Success;
    }

    private static int Check(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (invocation.Arguments is not [var verb, var what])
        {
            throw CommandException.Error("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'localpods auth can-i -h' for help and examples.");
        }

        var spec = what.StartsWith('/')
            ? new JsonObject { ["nonResourceAttributes"] = Path(invocation, verb, what) }
            : new JsonObject { ["resourceAttributes"] = Resource(invocation, verb, what) };
        if (flags.On("no-headers"))
        {
            throw CommandException.Error("--no-headers cannot be set without --list specified");
        }

        var status = Ask(invocation, "SelfSubjectAccessReview", spec);
        var allowed = status.Field("allowed").IsTrue();
        if (!flags.On("quiet"))
        {
            var why = string.Concat(new[] { status.Text("reason"), status.Text("evaluationError") }.Where(t => t.Length > 0).Select(t => " - " + t));
            invocation.Out.Write(allowed ? "yes\n" : $"no{why}\n");
        }

        return allowed ? ExitCode.Success : ExitCode.Failure;
    }

    private static JsonObject Path(Invocation invocation, string verb, string path)
    {
        if (invocation.Flags.Text("subresource").Length > 0)
        {
            throw CommandException.Error("--subresource can not be used with NonResourceURL");
        }

        Warn(invocation, !s_pathVerbs.Contains(verb), $"verb '{verb}' is not a known verb");
        return new JsonObject { ["path"] = path, ["verb"] = verb };
    }

    private static JsonObject Resource(Invocation invocation, string verb, string what)
    {
        var everywhere = invocation.Flags.On("all-namespaces");
        var (word, name) = what.Split('/', 2) is [var before, var after] ? (before, after) : (what, "");
        var type = Find(invocation, word);
        if (!everywhere)
        {
            Warn(invocation, type is { Namespaced: false }, $"resource '{type?.Plural}' is not namespace scoped{(type?.Group.Length > 0 ? $" in group '{type.Group}'" : "")}");
            Warn(invocation, !s_resourceVerbs.Contains(verb), $"verb '{verb}' is not a known verb");
        }

        var attributes = new JsonObject { ["resource"] = type?.Plural ?? word, ["verb"] = verb };
        Add(attributes, "namespace", everywhere ? "" : invocation.Namespace);
        Add(attributes, "group", type?.Group ?? "");
        Add(attributes, "subresource", invocation.Flags.Text("subresource"));
        Add(attributes, "name", name);
        return attributes;
    }

    private static ResourceType? Find(Invocation invocation, string word)
    {
        if (word == "*")
        {
            return null;
        }

        if (ResourceCatalog.Find(word.ToLowerInvariant(), () => invocation.Api) is { } type)
        {
            return type;
        }

        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var (name, group) = dot < 0 ? (word, "") : (word[..dot], $" in group '{word[(dot + 1)..]}'");
        Warn(invocation, !s_unlisted.Contains(word), $"the server doesn't have a resource type '{name}'{group}");
        return null;
    }

    private static void List(Invocation invocation)
    {
        var status = Ask(invocation, "SelfSubjectRulesReview", new JsonObject { ["namespace"] = invocation.Namespace });
        if (status.Field("incomplete").IsTrue())
        {
            invocation.Error.WriteLine($"Warning: the list may be incomplete: {status.Text("evaluationError")}");
        }

        var rules = PolicyRule.Compact(status.Field("resourceRules").Items().Concat(status.Field("nonResourceRules").Items()).Select(PolicyRule.Read));
        var columns = new ColumnWriter(minimum: 6, padding: 3);
        foreach (var cells in rules.Select(r => r.Cells).Prepend(PolicyRule.Headings).Skip(invocation.Flags.On("no-headers") ? 1 : 0))
        {
            columns.Write(string.Join('\t', cells) + "\n");
        }

        invocation.Out.Write(columns.ToString());
    }

    private static JsonElement Ask(Invocation invocation, string kind, JsonObject spec)
    {
        var review = new JsonObject { ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = kind, ["spec"] = spec };
        return JsonElement.Parse(JsonBytes.Of(invocation.Api.SendObject("POST", $"{Reviews}{kind.ToLowerInvariant()}s", review))).Field("status");
    }

    // As kubectl: an empty line after each.
    private static void Warn(Invocation invocation, bool when, string warning)
    {
        if (when)
        {
            invocation.Error.WriteLine($"Warning: {warning}\n");
        }
    }

    private static void Add(JsonObject to, string field, string value)
    {
        if (value.Length > 0)
        {
            to[field] = value;
        }
    }
}
