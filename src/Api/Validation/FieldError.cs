namespace LocalPods.Api.Validation;

/// <summary>One fault of an object.</summary>
/// <param name="Path">The field at fault, such as <c>spec.containers[0].image</c>.</param>
/// <param name="Type">The kind of fault.</param>
/// <param name="BadValue">The value as it is shown: texts in quotes, numbers plain, objects as JSON. Null when none is shown.</param>
/// <param name="Detail">What is wrong; may be empty.</param>
public sealed record FieldError(string Path, FieldErrorType Type, string? BadValue, string Detail)
{
    /// <summary>The kind of fault for programs, such as <c>FieldValueRequired</c>.</summary>
    public string Reason => Type switch
    {
        FieldErrorType.Required => "FieldValueRequired",
        FieldErrorType.Invalid => "FieldValueInvalid",
        FieldErrorType.Duplicate => "FieldValueDuplicate",
        FieldErrorType.NotSupported => "FieldValueNotSupported",
        FieldErrorType.Forbidden => "FieldValueForbidden",
        FieldErrorType.NotFound => "FieldValueNotFound",
        FieldErrorType.TooLong => "FieldValueTooLong",
        FieldErrorType.TooMany => "FieldValueTooMany",
        FieldErrorType.TypeInvalid => "FieldValueTypeInvalid",
    };

    /// <summary>The fault without its field, such as <c>Invalid value: "x": must be unique</c>.</summary>
    public string Body =>
        Title
        + (BadValue is null ? "" : ": " + BadValue)
        + (Detail.Length == 0 ? "" : ": " + Detail);

    private string Title => Type switch
    {
        FieldErrorType.Required => "Required value",
        FieldErrorType.Invalid or FieldErrorType.TypeInvalid => "Invalid value",
        FieldErrorType.Duplicate => "Duplicate value",
        FieldErrorType.NotSupported => "Unsupported value",
        FieldErrorType.Forbidden => "Forbidden",
        FieldErrorType.NotFound => "Not found",
        FieldErrorType.TooLong => "Too long",
        FieldErrorType.TooMany => "Too many",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Body}";
}
