using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Validation;

/// <summary>Collects the faults of one object, so that all are told at once.</summary>
public sealed class FieldErrors
{
    private readonly ImmutableArray<FieldError>.Builder _errors = ImmutableArray.CreateBuilder<FieldError>();

    /// <summary>The faults found so far, in the order they were found.</summary>
    public ImmutableArray<FieldError> ToImmutable() => _errors.ToImmutable();

    /// <summary>How many there are so far.</summary>
    internal int Count => _errors.Count;

    internal void AddRange(IEnumerable<FieldError> errors) => _errors.AddRange(errors);

    public void Required(string path, string detail = "") => Add(path, FieldErrorType.Required, null, detail);

    public void Forbidden(string path, string detail) => Add(path, FieldErrorType.Forbidden, null, detail);

    public void Invalid(string path, string? value, string detail) => Add(path, FieldErrorType.Invalid, Quote(value ?? ""), detail);

    public void Invalid(string path, long? value, string detail) =>
        Add(path, FieldErrorType.Invalid, value?.ToString(CultureInfo.InvariantCulture) ?? "null", detail);

    public void Invalid(string path, bool value, string detail) => Add(path, FieldErrorType.Invalid, value ? "true" : "false", detail);

    /// <summary>Shows an object of the model as JSON.</summary>
    public void InvalidObject<T>(string path, T value, string detail) =>
        Add(path, FieldErrorType.Invalid, Encoding.UTF8.GetString(ApiJson.ToBytes(value)), detail);

    /// <summary>Shows a list of texts.</summary>
    public void InvalidList(string path, IEnumerable<string> value, string detail) =>
        Add(path, FieldErrorType.Invalid, $"[{string.Join(',', value.Select(Quote))}]", detail);

    /// <summary>Shows a list of texts as Go prints it, where clients know it so.</summary>
    public void InvalidGoList(string path, IEnumerable<string> value, string detail) =>
        Add(path, FieldErrorType.Invalid, $"[]string{{{string.Join(", ", value.Select(Quote))}}}", detail);

    public void Duplicate(string path, long value) => Add(path, FieldErrorType.Duplicate, value.ToString(CultureInfo.InvariantCulture), "");

    /// <summary>Shows an object of the model as JSON.</summary>
    public void DuplicateObject<T>(string path, T value) => Add(path, FieldErrorType.Duplicate, Encoding.UTF8.GetString(ApiJson.ToBytes(value)), "");

    public void Duplicate(string path, string value) => Add(path, FieldErrorType.Duplicate, Quote(value), "");

    public void NotFound(string path, string value) => Add(path, FieldErrorType.NotFound, Quote(value), "");

    public void TooLong(string path, int mostBytes) =>
        Add(path, FieldErrorType.TooLong, null, string.Create(CultureInfo.InvariantCulture, $"may not be more than {mostBytes} bytes"));

    public void TooMany(string path, int actual, int most) =>
        Add(path, FieldErrorType.TooMany, actual.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"must have at most {most} items"));

    public void NotSupported(string path, string? value, params ReadOnlySpan<string> supported)
    {
        var list = new StringBuilder("supported values: ");
        for (var i = 0; i < supported.Length; i++)
        {
            list.Append(i == 0 ? "" : ", ").Append(Quote(supported[i]));
        }

        Add(path, FieldErrorType.NotSupported, Quote(value ?? ""), list.ToString());
    }

    /// <summary>Says that a value is not among those supported, unless it is; absent is fine when <paramref name="optional"/>.</summary>
    internal void OneOf(string path, string? value, bool optional, params ReadOnlySpan<string> supported)
    {
        if (string.IsNullOrEmpty(value))
        {
            if (!optional)
            {
                Required(path);
            }
        }
        else if (!supported.Contains(value))
        {
            NotSupported(path, value, supported);
        }
    }

    /// <summary>Adds one fault for everything a name rule says.</summary>
    internal void Faults(string path, string value, ImmutableArray<string> faults)
    {
        foreach (var fault in faults)
        {
            Invalid(path, value, fault);
        }
    }

    /// <summary>Requires a text, and then what a name rule says.</summary>
    internal void Name(string path, string? value, Func<string, ImmutableArray<string>> rule)
    {
        if (string.IsNullOrEmpty(value))
        {
            Required(path);
        }
        else
        {
            Faults(path, value, rule(value));
        }
    }

    internal void NotNegative(string path, long? value)
    {
        if (value < 0)
        {
            Invalid(path, value, "must be greater than or equal to 0");
        }
    }

    internal void RequiredText(string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Required(path);
        }
    }

    private void Add(string path, FieldErrorType type, string? value, string detail) => _errors.Add(new FieldError(path, type, value, detail));

    /// <summary>Puts a text in quotes; quotes, backslashes and control characters are escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
