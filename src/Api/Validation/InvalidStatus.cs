using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Validation;

/// <summary>Tells the faults of an object as the API does: code 422, reason Invalid, one cause a fault.</summary>
public static class InvalidStatus
{
    private const int UnprocessableEntity = 422;

    /// <summary>The status for an object of a kind.</summary>
    /// <param name="kind">The kind, such as <c>Pod</c>.</param>
    /// <param name="group">API group of the kind; empty for the core group.</param>
    /// <param name="name">Name of the object; may be empty when it has none yet.</param>
    /// <param name="errors">The faults, at least one.</param>
    public static Status Of(string kind, string group, string name, ImmutableArray<FieldError> errors)
    {
        var texts = errors.Select(e => e.ToString()).Distinct().ToArray();
        var all = texts is [var only] ? only : $"[{string.Join(", ", texts)}]";
        var qualifiedKind = group.Length == 0 ? kind : $"{kind}.{group}";
        return new Status
        {
            Result = "Failure",
            Message = $"{qualifiedKind} {FieldErrors.Quote(name)} is invalid: {all}",
            Reason = "Invalid",
            Code = UnprocessableEntity,
            Details = new StatusDetails
            {
                Name = name,
                Group = group,
                Kind = kind,
                Causes = [.. errors.Select(e => new StatusCause { Reason = e.Reason, Message = e.Body, Field = e.Path })],
            },
        };
    }
}
