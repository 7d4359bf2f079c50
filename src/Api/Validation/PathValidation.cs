namespace LocalPods.Api.Validation;

/// <summary>The rules for paths in manifests.</summary>
internal static class PathValidation
{
    /// <summary>A path that must not lead upwards.</summary>
    public static void NoUpwards(string path, string value, FieldErrors errors)
    {
        if (value.Split('/').Contains(".."))
        {
            errors.Invalid(path, value, "must not contain '..'");
        }
    }

    /// <summary>A path that must stay within the directory it starts from.</summary>
    public static void Within(string path, string value, FieldErrors errors)
    {
        if (value.StartsWith('/'))
        {
            errors.Invalid(path, value, "must be a relative path");
        }

        NoUpwards(path, value, errors);
    }

    /// <summary>A path that must be given, stay within its directory and not begin with two dots, which are reserved.</summary>
    public static void RequiredWithin(string path, string value, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
            return;
        }

        Within(path, value, errors);
        if (value.StartsWith("..", StringComparison.Ordinal) && !value.StartsWith("../", StringComparison.Ordinal) && value != "..")
        {
            errors.Invalid(path, value, "must not start with '..'");
        }
    }
}
