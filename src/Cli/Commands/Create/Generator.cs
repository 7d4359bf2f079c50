using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary>
/// Makes one object from flags and creates it, as the generators of kubectl do. A kind says its names, its flags and how the object is
/// built; the rest (<c>--dry-run</c>, <c>-o</c>, <c>--save-config</c>, what is printed) is here.
/// </summary>
/// <param name="name">The verb after <c>create</c>.</param>
/// <param name="summary">One line for the list of verbs.</param>
internal abstract class Generator(string name, string summary)
{
    private static readonly IReadOnlyList<Flag> s_common =
    [
        FileFlags.DryRun,
        ChangePrinter.Output,
        Flag.Switch("save-config", "Remember the manifest in the object, for a later apply"),
        FileFlags.Validate,
    ];

    /// <summary>The verb as the command line has it.</summary>
    public Command Definition => new("create " + name, summary)
    {
        Usage = $"create {name} {Arguments} [flags]",
        Description = Description,
        Examples = Examples,
        Flags = [.. Flags, .. s_common],
        OtherNames = OtherNames,
        Run = Run,
    };

    /// <summary>What follows the verb, in the usage: <c>NAME [--dry-run=server|client|none]</c>.</summary>
    protected virtual string Arguments => "NAME";

    /// <summary>Short names of the verb.</summary>
    protected virtual IReadOnlyList<string> OtherNames => [];

    protected virtual string Description => summary + ".";

    protected abstract string Examples { get; }

    /// <summary>The flags that say what is in the object.</summary>
    protected virtual IReadOnlyList<Flag> Flags => [];

    /// <summary>The type of the object.</summary>
    protected abstract ResourceType Type { get; }

    /// <summary>What kubectl says before a refusal of the server: <c>failed to create configmap:</c>; null when it says nothing.</summary>
    protected virtual string? Failing => null;

    /// <summary>The object as it is to be sent, with apiVersion, kind and metadata.name; its namespace is filled in.</summary>
    /// <exception cref="CommandException">The flags do not make an object; in kubectl's words.</exception>
    protected abstract JsonObject Build(Invocation invocation);

    /// <summary>The only argument of most generators.</summary>
    /// <exception cref="UsageException">None or more than one was given.</exception>
    protected static string NameOf(Invocation invocation) => invocation.Arguments switch
    {
        [var one] => one,
        var some => throw new UsageException($"exactly one NAME is required, got {some.Count}") { Understood = true },
    };

    /// <summary>An object without content.</summary>
    protected JsonObject Bare(string objectName) => new()
    {
        ["apiVersion"] = Type.ApiVersion,
        ["kind"] = Type.Kind,
        ["metadata"] = new JsonObject { ["name"] = objectName },
    };

    private int Run(Invocation invocation)
    {
        var printer = new ChangePrinter(invocation, DryRuns.Read(invocation.Flags));
        var validation = ValidationFlag.Read(invocation.Flags);
        var built = Build(invocation);
        if (Type.Namespaced && (printer.DryRun != DryRun.Client || invocation.Flags.Given("namespace")))
        {
            built["metadata"]!["namespace"] = invocation.Namespace;
        }

        var json = invocation.Flags.On("save-config") ? Apply.LastApplied.With(built) : built;
        var target = UrlText.WithQuery(
            Type.Collection(invocation.Namespace), ("dryRun", printer.DryRun.Parameter()), ("fieldManager", "kubectl-create"), ("fieldValidation", validation.Parameter()));
        try
        {
            var now = printer.DryRun == DryRun.Client ? json : invocation.Api.SendObject("POST", target, json);
            printer.Print($"{Type.PrintedName}/{now["metadata"]?["name"]}", "created", now);
        }
        catch (ApiFailure failure) when (Failing is { } what)
        {
            throw failure.Doing(what);
        }

        return ExitCode.Success;
    }
}
