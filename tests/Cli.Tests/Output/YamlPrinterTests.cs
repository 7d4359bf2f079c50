using System.Text.Json;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Tests.Output;

/// <summary>The golden file is what kubectl 1.33 printed for the same object.</summary>
public sealed class YamlPrinterTests
{
    private static readonly JsonElement Strange = JsonElement.Parse(File.ReadAllText(Path.Combine(Folder(), "Golden", "strange-pod.json")));

    [Fact]
    public void Texts_are_quoted_and_folded_as_by_kubectl() => Golden.Check("strange-pod-yaml", YamlPrinter.Print(Strange));

    [Fact]
    public void Json_is_sorted_indented_and_escaped_as_by_kubectl() => Golden.Check("strange-pod-json", JsonPrinter.Indented(Strange));

    [Fact]
    public void What_is_printed_reads_back_the_same()
    {
        var read = YamlReader.Read("printed.yml", System.Text.Encoding.UTF8.GetBytes(YamlPrinter.Print(Strange)), ReadLimits.Default);
        read.Faults.ShouldBeEmpty();
        var again = JsonElement.Parse(read.Documents.Single().ToJson()!.ToJsonString());
        JsonPrinter.Compact(again.GetProperty("metadata")).ShouldBe(JsonPrinter.Compact(Strange.GetProperty("metadata")));
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
