using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

/// <summary>Readers must come back from anything with nodes and faults, never with an exception.</summary>
public sealed class ReaderFuzzTests
{
    private const string Seed = """
        apiVersion: v1
        kind: Pod
        metadata: &m {name: "a\tb", labels: {app: 'x y', "on": "1"}}
        spec:
          containers:
          - name: c
            args: [a, "b", 'c', !!str 1, *m, ~, 0x1F]
            command:
            - |
              text
                more
            - >-
              folded
            ? complex
            : value
            <<: *m
        ---
        # comment
        {"json": [1, 2.5e3, null]}
        ...
        %YAML 1.1
        ---
        x: y
        """;

    private static readonly string[] _pieces = ["\t", "\n", "\r", "- ", "? ", ": ", "&a", "*a", "!!x ", "!<", "%", "@", "`", "'", "\"", "|", ">", "{", "}", "[", "]", ",", "#", "---", "...", "\u0000", "\u0085", "\u2028", "\uFEFF", "\uD800", "<<: ", "\\", " ", "   ", "😀"];

    [Fact]
    public void Random_bytes_never_break_a_reader()
    {
        var random = new Random(1);
        for (var i = 0; i < 1500; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ReadAll(bytes);
        }
    }

    [Fact]
    public void Random_marks_of_YAML_never_break_a_reader()
    {
        var random = new Random(2);
        for (var i = 0; i < 3000; i++)
        {
            ReadAll(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(4) == 0 ? "a" : _pieces[random.Next(_pieces.Length)]))));
        }
    }

    [Fact]
    public void A_damaged_manifest_never_breaks_a_reader()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var text = new StringBuilder(Seed);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(text.Length);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)),
                    1 => text.Insert(at, _pieces[random.Next(_pieces.Length)]),
                    _ => text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at))),
                };
            }

            ReadAll(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    [Fact]
    public void Long_runs_of_one_mark_are_read_or_refused_soon()
    {
        foreach (var piece in _pieces)
        {
            ReadAll(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 5_000))));
            ReadAll(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece + "\n", 2_000))));
        }
    }

    [Fact]
    public void JSON_read_as_YAML_is_the_same_value() => Check.QuickThrowOnFailure(
        Prop.ForAll(Values.ToArbitrary(), json =>
        {
            var text = json.ToJsonString();
            var yaml = YamlReader.Read(SourceText.FromText("x", text), ReadLimits.Default);
            var read = JsonReader.Read(SourceText.FromUtf8("x", Encoding.UTF8.GetBytes(text)), ReadLimits.Default);
            yaml.Faults.ShouldBeEmpty();
            yaml.Documents[0].ToJson()!.ToJsonString().ShouldBe(text);
            read.Documents[0].ToJson()!.ToJsonString().ShouldBe(text);
            return true;
        }));

    [Fact]
    public void JSON_written_in_block_style_is_the_same_value() => Check.QuickThrowOnFailure(
        Prop.ForAll(Values.ToArbitrary(), json =>
        {
            var text = new StringBuilder();
            WriteBlock(text, json, 0);
            var read = YamlReader.Read(SourceText.FromText("x", text.ToString()), ReadLimits.Default);
            read.Faults.Where(fault => fault.Severity == FaultSeverity.Error).ShouldBeEmpty(text.ToString());
            read.Documents[0].ToJson()!.ToJsonString().ShouldBe(json.ToJsonString());
            return true;
        }));

    private static Gen<JsonNode> Values => Gen.Choose(0, 1_000_000).Select(seed => (JsonNode)RandomObject(new Random(seed), 4));

    private static JsonObject RandomObject(Random random, int depth)
    {
        var json = new JsonObject();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            json[RandomText(random)] = RandomValue(random, depth - 1);
        }

        return json;
    }

    private static JsonNode RandomValue(Random random, int depth) => random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => JsonValue.Create(RandomText(random)),
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create((long)random.Next(-100000, 100000)),
        3 => JsonValue.Create(random.Next(-1000, 1000) + 0.25),
        4 or 5 => RandomObject(random, depth),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomValue(random, depth - 1))]),
    };

    private static string RandomText(Random random) =>
        new(random.GetItems<char>("abcyYnN019.-_:#{}[],&*!|>'\"%@`~ \t\n/\\é=<", random.Next(1, 12)));

    private static void WriteBlock(StringBuilder text, JsonNode json, int indent)
    {
        var pad = new string(' ', indent);
        switch (json)
        {
            case JsonObject { Count: > 0 } o:
                foreach (var (key, value) in o)
                {
                    text.Append(pad).Append(JsonValue.Create(key).ToJsonString()).Append(':');
                    WriteChild(text, value!, indent);
                }

                break;
            case JsonArray { Count: > 0 } a:
                foreach (var item in a)
                {
                    text.Append(pad).Append('-');
                    WriteChild(text, item!, indent);
                }

                break;
            default:
                text.Append(pad).Append(json.ToJsonString()).Append('\n');
                break;
        }
    }

    private static void WriteChild(StringBuilder text, JsonNode value, int indent)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            WriteBlock(text, value, indent + 2);
        }
        else
        {
            text.Append(' ').Append(value.ToJsonString()).Append('\n');
        }
    }

    private static void ReadAll(byte[] bytes)
    {
        var manifest = ManifestReader.Read("x.yml", bytes);
        FaultPrinter.Print(manifest.Faults).ShouldNotBeNull();
        JsonReader.Read(SourceText.FromUtf8("x", bytes), ReadLimits.Default).ShouldNotBeNull();
    }
}
