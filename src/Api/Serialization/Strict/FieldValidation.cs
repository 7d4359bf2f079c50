namespace LocalPods.Api.Serialization;

/// <summary>What to do with unknown, duplicate and misplaced fields: kubectl's <c>--validate</c>, the API's <c>fieldValidation</c>.</summary>
public enum FieldValidation
{
    /// <summary>Drop them and say nothing.</summary>
    Ignore,

    /// <summary>Drop them and warn.</summary>
    Warn,

    /// <summary>Refuse.</summary>
    Strict,
}
