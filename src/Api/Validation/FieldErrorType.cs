namespace LocalPods.Api.Validation;

/// <summary>What kind of fault a field has.</summary>
public enum FieldErrorType
{
    /// <summary>A value is missing.</summary>
    Required,

    /// <summary>The value breaks a rule.</summary>
    Invalid,

    /// <summary>The value may occur only once.</summary>
    Duplicate,

    /// <summary>The value is none of those allowed.</summary>
    NotSupported,

    /// <summary>The field may not be set or changed.</summary>
    Forbidden,

    /// <summary>The value names something that is not there.</summary>
    NotFound,

    /// <summary>The value has too many characters or bytes.</summary>
    TooLong,

    /// <summary>The list has too many items.</summary>
    TooMany,

    /// <summary>The value is of the wrong type.</summary>
    TypeInvalid,
}
