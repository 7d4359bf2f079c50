using LocalPods.Api.Serialization;

namespace LocalPods.Cli.Commands;

/// <summary>The value of <c>--validate</c>.</summary>
internal static class ValidationFlag
{
    /// <exception cref="CommandException">None of its values.</exception>
    public static FieldValidation Read(ParsedFlags flags) => flags.Text("validate") switch
    {
        "strict" or "true" => FieldValidation.Strict,
        "warn" => FieldValidation.Warn,
        "ignore" or "false" => FieldValidation.Ignore,
        var other => throw CommandException.Error($"invalid value for --validate: \"{other}\"; it is one of strict (or true), warn, ignore (or false)"),
    };

    /// <summary>What the server is asked to check: what was warned of already, with places, is not told twice.</summary>
    public static string Parameter(this FieldValidation validation) =>
        (validation == FieldValidation.Warn ? FieldValidation.Ignore : validation).ToString();
}
