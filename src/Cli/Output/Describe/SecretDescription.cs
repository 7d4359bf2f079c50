using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A secret as <c>describe secret</c> prints it: the sizes of its values, never the values.</summary>
internal static class SecretDescription
{
    public static string Write(JsonElement secret, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        MetadataDescription.WriteNamed(to, secret.Field("metadata"));
        to.Heading(0, "");
        to.Field(0, "Type", secret.Text("type"));
        to.Heading(0, "\nData\n====");
        foreach (var (key, value) in secret.Field("data").Sorted())
        {
            to.Field(0, key, $"{SizeOf(value)} bytes");
        }

        return to.ToString();
    }

    /// <summary>How many bytes a base64 text stands for.</summary>
    internal static int SizeOf(JsonElement value) => value.TryGetBytesFromBase64(out var bytes) ? bytes.Length : 0;
}
