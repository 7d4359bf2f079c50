namespace LocalPods.Api.Schemas;

/// <summary>The way to a value as schema errors write it: <c>spec.ports[0].name</c>.</summary>
internal static class SchemaPath
{
    public static string Field(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Item(string path, int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{index}]");
}
