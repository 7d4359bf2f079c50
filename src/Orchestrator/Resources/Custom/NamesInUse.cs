using LocalPods.Api.ApiExtensions;

namespace LocalPods.Orchestrator.Resources.Custom;

/// <summary>Which names of a definition can be used beside those that others of its group have. Pure.</summary>
internal sealed class NamesInUse
{
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>Takes names of a kind out of use for others.</summary>
    public void Add(CustomResourceDefinitionNames names)
    {
        _resources.UnionWith([names.Plural, names.Singular ?? "", .. names.ShortNames]);
        _kinds.UnionWith([names.Kind, names.ListKind ?? ""]);
    }

    /// <summary>Takes names of a kind that is always served out of use.</summary>
    public void Add(ResourceNames names)
    {
        _resources.UnionWith([names.Plural, names.Singular, .. names.ShortNames]);
        _kinds.UnionWith([names.Kind, names.ListKind]);
    }

    /// <summary>The status of a definition with the names it can have; names it had stay where the new ones are taken.</summary>
    /// <param name="definition">Whose names these are not.</param>
    /// <param name="now">For conditions that change.</param>
    public CustomResourceDefinitionStatus Decide(CustomResourceDefinition definition, DateTimeOffset now)
    {
        var (wished, had) = (definition.Spec.Names, definition.Status.AcceptedNames);
        var taken = new List<(string Reason, string Message)>();
        string Choose(HashSet<string> used, string name, string old, string reason)
        {
            if (!used.Contains(name))
            {
                return name;
            }

            taken.Add((reason, $"\"{name}\" is already in use"));
            return old;
        }

        var plural = Choose(_resources, wished.Plural, had.Plural, "PluralConflict");
        var singular = Choose(_resources, wished.Singular ?? "", had.Singular ?? "", "SingularConflict");
        var freeShorts = wished.ShortNames.Where(s => Choose(_resources, s, "", "ShortNamesConflict").Length > 0).ToImmutableArray();
        var accepted = wished with
        {
            Plural = plural,
            Singular = singular,
            ShortNames = taken.Exists(t => t.Reason == "ShortNamesConflict") ? had.ShortNames : freeShorts,
            Kind = Choose(_kinds, wished.Kind, had.Kind, "KindConflict"),
            ListKind = Choose(_kinds, wished.ListKind ?? "", had.ListKind ?? "", "ListKindConflict"),
        };
        var status = (definition.Status with { AcceptedNames = accepted }).With(
            taken.Count == 0
                ? new() { Type = "NamesAccepted", Status = "True", Reason = "NoConflicts", Message = "no conflicts found" }
                : new() { Type = "NamesAccepted", Status = "False", Reason = taken[^1].Reason, Message = string.Join(", ", taken.Select(t => t.Message)) },
            now);
        var established = taken.Count == 0 || status.Find("Established")?.Status == "True";
        return status.With(
            established
                ? new() { Type = "Established", Status = "True", Reason = "InitialNamesAccepted", Message = "the initial names have been accepted" }
                : new() { Type = "Established", Status = "False", Reason = "NotAccepted", Message = "not all names are accepted" },
            now);
    }
}
