using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>
/// The objects that a command line means, as kubectl finds them: <c>TYPE NAME…</c>, <c>TYPE/NAME…</c>, types with <c>--all</c> or a
/// selector, or those of files. A failure about one is told and does not keep the others from their turn.
/// </summary>
/// <param name="invocation">Has the <see cref="SelectionFlags"/>, or at least those of files.</param>
/// <param name="words">The types and names.</param>
/// <param name="allAlways">Whether a type alone means all of its objects.</param>
internal sealed class TargetObjects(Invocation invocation, IReadOnlyList<string> words, bool allAlways = false)
{
    /// <summary>What kubectl says when the line names nothing.</summary>
    public const string NothingNamed = """
        You must provide one or more resources by argument or filename.
        Example resource specifications include:
           '-f rsrc.yaml'
           '--filename=rsrc.json'
           '<resource> <name>'
           '<resource>'
        """;

    private readonly List<(ResourceType Type, string? Namespace, string Name)> _named = [];
    private readonly List<ResourceType> _listed = [];
    private readonly List<Exception> _failures = [];
    private bool _read;

    /// <summary>How many objects were found so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the line names exactly one object; known from the first visit on.</summary>
    public bool IsOne => _named.Count == 1 && _listed.Count == 0;

    /// <summary>Whether objects that are not there are passed over.</summary>
    public bool IgnoreNotFound { get; init; }

    /// <summary>Whether the flags <c>selector</c> and <c>field-selector</c> choose among the objects; of some commands they are about something else.</summary>
    public bool Selects { get; init; } = true;

    /// <summary>What the line names, without asking whether it is there.</summary>
    /// <exception cref="CommandException">The line names types only, or nothing that there is.</exception>
    public IReadOnlyList<(ResourceType Type, string? Namespace, string Name)> Names()
    {
        Read();
        return _named;
    }

    /// <summary>Gives every object its turn.</summary>
    /// <returns>Whether no turn failed.</returns>
    /// <exception cref="CommandException">The line does not say which objects.</exception>
    public bool Visit(Action<TargetObject> turn)
    {
        Read();
        foreach (var (type, ns, name) in _named)
        {
            Try(() => Take(turn, new TargetObject(type, ns, invocation.Api.GetObject(type.Item(ns, name)))));
        }

        foreach (var type in _listed)
        {
            List<TargetObject> listed = [];
            Try(() => listed = List(type));
            foreach (var found in listed)
            {
                Try(() => Take(turn, found));
            }
        }

        TellFailures();
        return _failures.Count == 0;
    }

    private void Take(Action<TargetObject> turn, TargetObject found)
    {
        Count++;
        turn(found);
    }

    /// <summary>Does it; a failure is told once all had their turn.</summary>
    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (ApiFailure failure) when (failure.IsNotFound && IgnoreNotFound)
        {
            // Passed over.
        }
        catch (Exception failure) when (failure is ApiFailure or CommandException and not UsageException)
        {
            _failures.Add(failure);
        }
    }

    // kubectl calls only a failure that is alone an error.
    private void TellFailures()
    {
        invocation.Out.Flush();
        foreach (var failure in _failures)
        {
            invocation.Error.Write(failure switch
            {
                ApiFailure refusal => refusal.Explanation,
                _ when _failures.Count > 1 && failure.Message.StartsWith(CommandException.ErrorPrefix, StringComparison.Ordinal) =>
                    failure.Message[CommandException.ErrorPrefix.Length..] + "\n",
                _ => failure.Message + "\n",
            });
        }
    }

    private List<TargetObject> List(ResourceType type)
    {
        var everywhere = Has("all-namespaces") && invocation.Flags.On("all-namespaces");
        var target = UrlText.WithQuery(
            type.Collection(everywhere ? null : invocation.Namespace), ("labelSelector", Text("selector")), ("fieldSelector", Text("field-selector")));
        return (invocation.Api.GetObject(target)["items"] as JsonArray ?? []).OfType<JsonObject>().Select(item =>
        {
            var copy = (JsonObject)item.DeepClone();
            copy["apiVersion"] = type.ApiVersion;
            copy["kind"] = type.Kind;
            return new TargetObject(type, type.Namespaced ? copy["metadata"]?["namespace"]?.ToString() : null, copy);
        }).ToList();
    }

    private void Read()
    {
        if (_read)
        {
            return;
        }

        _read = true;
        if (invocation.Flags.Given("filename"))
        {
            if (words.Count > 0)
            {
                throw CommandException.Error("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well");
            }

            _named.AddRange(ManifestObjects.ForNaming(invocation).Select(o => (o.Type, o.Namespace, o.Name)));
            return;
        }

        var selects = allAlways || (Has("all") && invocation.Flags.On("all")) || Text("selector").Length > 0 || Text("field-selector").Length > 0;
        foreach (var selection in ResourceSelection.Read(words, () => invocation.Api))
        {
            if (selection.Names.Count == 0)
            {
                _listed.Add(selects ? selection.Type : throw CommandException.Error("resource(s) were provided, but no name was specified"));
            }
            else
            {
                Refuse(Has("all-namespaces") && invocation.Flags.On("all-namespaces"), "a resource cannot be retrieved by name across all namespaces");
                Refuse(Text("selector").Length > 0, "name cannot be provided when a selector is specified");
                Refuse(Text("field-selector").Length > 0, "name cannot be provided when a field selector is specified");
                _named.AddRange(selection.Names.Select(n => (selection.Type, selection.NamespaceFor(invocation.Namespace), n)));
            }
        }
    }

    private bool Has(string flag) => invocation.Command.Has(flag);

    private string Text(string flag) => Selects && Has(flag) ? invocation.Flags.Text(flag) : "";

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw CommandException.Error(message);
        }
    }
}
