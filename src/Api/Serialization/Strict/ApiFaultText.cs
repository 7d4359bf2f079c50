namespace LocalPods.Api.Serialization;

/// <summary>Faults in the words of an API server.</summary>
public static class ApiFaultText
{
    /// <summary>The detail of a 400 for fieldValidation=Strict, or null when no field is unknown or written twice.</summary>
    public static string? StrictDecodingError(IEnumerable<Fault> faults)
    {
        var texts = FieldFaults(faults);
        return texts.Count == 0 ? null : "strict decoding error: " + string.Join(", ", texts);
    }

    /// <summary>Texts of the Warning headers for fieldValidation=Warn, without repetition.</summary>
    public static IReadOnlyList<string> Warnings(IEnumerable<Fault> faults) => FieldFaults(faults);

    /// <summary>The detail of a 400 for a value of a wrong type, the first one as the decoder stops there; null when all fit.</summary>
    public static string? TypeError(IEnumerable<Fault> faults) =>
        faults.FirstOrDefault(fault => fault.Kind == FaultKind.WrongType)?.ApiText;

    /// <summary>The whole message of a 400: <c>Pod in version "v1" cannot be handled as a Pod: detail</c>.</summary>
    public static string CannotBeHandled(string kind, string version, string asKind, string detail) =>
        $"{kind} in version \"{version}\" cannot be handled as a {asKind}: {detail}";

    private static List<string> FieldFaults(IEnumerable<Fault> faults) =>
        [.. faults.Where(fault => fault.Kind is FaultKind.UnknownField or FaultKind.DuplicateField).Select(fault => fault.ApiText).Distinct(StringComparer.Ordinal)];
}
