using System.Text;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1", "{\"a\":1}")]
    [InlineData("a: '1'\nb: \"true\"\nc: |\n  x\n  y\nd: >-\n  x\n  y", "{\"a\":\"1\",\"b\":\"true\",\"c\":\"x\\ny\\n\",\"d\":\"x y\"}")]
    [InlineData("a: yes\nb: 0644\nc: 2001-12-14\nd: 1_000", "{\"a\":true,\"b\":420,\"c\":\"2001-12-14\",\"d\":1000}")]
    [InlineData("a:\nb: ~\nc: null\nd: ''", "{\"d\":\"\"}")]
    [InlineData("- 1\n- [a, {b: c}]\n-", "[1,[\"a\",{\"b\":\"c\"}],null]")]
    [InlineData("a: !!str 1\nb: !!str yes\nc: !!int '7'\nd: ! 12\ne: !!float 3", "{\"a\":\"1\",\"b\":\"yes\",\"c\":7,\"d\":\"12\",\"e\":3}")]
    [InlineData("a: !!binary aGVsbG8=", "{\"a\":\"hello\"}")]
    [InlineData("base: &b {x: 1, w: 2}\nuse: *b", "{\"base\":{\"x\":1,\"w\":2},\"use\":{\"x\":1,\"w\":2}}")]
    [InlineData("base: &b {x: 1, w: 2}\nuse:\n  <<: *b\n  x: 9", "{\"base\":{\"x\":1,\"w\":2},\"use\":{\"x\":9,\"w\":2}}")]
    [InlineData("a: &a {x: 1}\nb: &b {x: 2, w: 3}\nuse:\n  <<: [*a, *b]\n  z: 4", "{\"a\":{\"x\":1},\"b\":{\"x\":2,\"w\":3},\"use\":{\"z\":4,\"x\":1,\"w\":3}}")]
    [InlineData("'<<': 1", "{\"\\u003C\\u003C\":1}")]
    [InlineData("1: a\n1.5: b", "{\"1\":\"a\",\"1.5\":\"b\"}")]
    [InlineData("a: \"\\u0041\\t\\x42\"", "{\"a\":\"A\\tB\"}")]
    [InlineData("{\"a\": [1, 2.50, true, null, \"x\"]}", "{\"a\":[1,2.5,true,null,\"x\"]}")]
    [InlineData("a: x\ta\nb: 'tab\there'", "{\"a\":\"x\\ta\",\"b\":\"tab\\there\"}")]
    [InlineData("a: http://x:80/#frag # comment", "{\"a\":\"http://x:80/#frag\"}")]
    [InlineData("%YAML 1.1\n---\na: 1\n...", "{\"a\":1}")]
    public void Values_mean_what_they_mean_to_Kubernetes(string yaml, string json)
    {
        var read = Read(yaml);
        read.Faults.ShouldBeEmpty();
        read.Documents.ShouldHaveSingleItem().ToJson()!.ToJsonString().ShouldBe(json);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n\n# nothing\n", 0)]
    [InlineData("---\n---\n# nothing\n---\n", 0)]
    [InlineData("a: 1\n---\n# empty\n---\nb: 2\n...\n---\nc: 3\n", 3)]
    [InlineData("---\nnull\n---\n~\n---\na: 1\n", 1)]
    public void Empty_documents_are_left_out(string yaml, int documents)
    {
        Read(yaml).Faults.ShouldBeEmpty();
        Read(yaml).Documents.Length.ShouldBe(documents);
    }

    [Theory]
    [InlineData("a:\n  b:\n  - c: 1\n    d: two\n", "\n")]
    [InlineData("a:\n  b:\n  - c: 1\n    d: two\n", "\r\n")]
    [InlineData("\uFEFFa:\n  b:\n  - c: 1\n    d: two\n", "\n")]
    [InlineData("\uFEFFa:\n  b:\n  - c: 1\n    d: two\n", "\r\n")]
    public void Keys_and_values_know_their_line_and_column(string yaml, string lineBreak)
    {
        var bytes = Encoding.UTF8.GetBytes(yaml.Replace("\n", lineBreak, StringComparison.Ordinal));
        var root = (SourceNode.Mapping)YamlReader.Read("x.yml", bytes, ReadLimits.Default).Documents.ShouldHaveSingleItem();
        var item = (SourceNode.Mapping)((SourceNode.Sequence)((SourceNode.Mapping)root.Find("a")!.Value).Find("b")!.Value).Items[0];

        root.Find("a")!.KeyPosition.ToString().ShouldBe("x.yml:1:1");
        item.Position.ToString().ShouldBe("x.yml:3:5");
        item.Find("d")!.KeyPosition.ToString().ShouldBe("x.yml:4:5");
        item.Find("d")!.Value.Position.ToString().ShouldBe("x.yml:4:8");
    }

    [Fact]
    public void Columns_count_characters_and_not_bytes_or_halves_of_them()
    {
        var root = (SourceNode.Mapping)Read("\"é😀\": {b: c}").Documents[0];
        root.Entries[0].Value.Position.Column.ShouldBe(7);
    }

    [Fact]
    public void A_key_written_twice_is_remembered_and_the_last_one_counts()
    {
        var root = (SourceNode.Mapping)Read("a: 1\nb: 2\na: 3").Documents[0];

        var (first, again) = root.Duplicates.ShouldHaveSingleItem();
        (first.KeyPosition.Line, again.KeyPosition.Line).ShouldBe((1, 3));
        root.ToJson()!.ToJsonString().ShouldBe("{\"a\":3,\"b\":2}");
    }

    [Fact]
    public void A_key_above_a_merge_key_wins_with_a_warning_that_kubectl_sees_it_otherwise()
    {
        var read = Read("b: &b {x: 1}\nuse:\n  x: 9\n  <<: *b");
        read.Documents[0].ToJson()!.ToJsonString().ShouldBe("{\"b\":{\"x\":1},\"use\":{\"x\":9}}");
        var fault = read.Faults.ShouldHaveSingleItem();
        (fault.Position.ToString(), fault.Message).ShouldBe(("x.yml:4:3", "\"x\" is written above << and wins here, but kubectl takes the merged one; write << first"));
    }

    [Theory]
    [InlineData("on: 1", "on", "true")]
    [InlineData("y: 1", "y", "true")]
    [InlineData("0644: 1", "0644", "420")]
    public void A_key_that_YAML_reads_otherwise_is_warned_about(string yaml, string written, string read)
    {
        var fault = Read(yaml).Faults.ShouldHaveSingleItem();
        fault.Kind.ShouldBe(FaultKind.Surprise);
        fault.Severity.ShouldBe(FaultSeverity.Warning);
        fault.Message.ShouldContain($"the key {written} as");
        fault.Message.ShouldContain(read);
        fault.Suggestion.ShouldBe($"\"{written}\"");
    }

    [Theory]
    [InlineData("a:\n\tb: 1", "2:1", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("a:\n  b: 1\n\tc: 2", "3:1", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("a:\n  - b\n \t- c", "3:2", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("\ta: 1\n\tb: 2", "1:1", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("a:\n  b: 1\n  \tc: 2", "3:3", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("\t- a", "1:1", "a tab is used for indentation; YAML allows only spaces there")]
    [InlineData("a: 1\nb\n", "2:1", "this line is neither \"key: value\" nor a list item, or its indentation fits nothing above it")]
    [InlineData("a: b: c", "1:5", "a second \": \" on one line; quote the value if the colon belongs to it")]
    [InlineData("a: \"open", "1:4", "the quote opened here is never closed")]
    [InlineData("a: [1, 2", "1:9", "a \",\" or the closing \"]\" is missing")]
    [InlineData("a: @x", "1:4", "no value can start with this character; quote it if it is text")]
    [InlineData("a: *nope", "1:4", "alias *nope refers to no anchor &nope before it")]
    [InlineData("a: &x [*x]", "1:8", "alias *x stands inside the value it refers to")]
    [InlineData("a: &x {b: *x}", "1:11", "alias *x stands inside the value it refers to")]
    [InlineData("[1]: x", "1:1", "a key must be a string, a number or a boolean")]
    [InlineData("? {a: b}\n: x", "1:3", "a key must be a string, a number or a boolean")]
    [InlineData("~: x", "1:1", "a key must be a string, a number or a boolean")]
    [InlineData("a: .inf", "1:4", ".inf is a number that JSON cannot hold; quote it if text is meant")]
    [InlineData("a: !!int x", "1:4", "\"x\" is not what its tag !!int says")]
    [InlineData("a: !!bool 1", "1:4", "\"1\" is not what its tag !!bool says")]
    [InlineData("<<: 1", "1:5", "the merge key << takes a mapping or a list of mappings, usually through an alias")]
    [InlineData("a: b\u0000c", "1:5", "control character U+0000 is not allowed in YAML")]
    public void What_cannot_be_read_is_said_with_its_place(string yaml, string place, string message)
    {
        var fault = Read(yaml).Faults.ShouldHaveSingleItem();
        fault.Message.ShouldBe(message);
        fault.Position.ToString().ShouldBe("x.yml:" + place);
        fault.Severity.ShouldBe(FaultSeverity.Error);
    }

    [Fact]
    public void Reading_goes_on_with_the_document_after_a_broken_one()
    {
        var read = Read("a: 1\n---\nb: [\n---\nc: 3\n---\n\td: 1\n---\ne: 5\n");

        read.Faults.Select(fault => fault.Position.Line).ShouldBe([4, 7]);
        read.Documents.Select(node => node.ToJson()!.ToJsonString()).ShouldBe(["{\"a\":1}", "{\"c\":3}", "{\"e\":5}"]);
        read.Documents[2].Position.Line.ShouldBe(9);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused_with_their_place()
    {
        var read = YamlReader.Read("x.yml", new byte[] { (byte)'a', (byte)':', (byte)'\n', (byte)' ', 0xFF, 0x41 }, ReadLimits.Default);

        var fault = read.Faults.ShouldHaveSingleItem();
        fault.Position.ToString().ShouldBe("x.yml:2:2");
        fault.Message.ShouldBe("the file is not valid UTF-8 text here");
    }

    [Fact]
    public void A_file_in_UTF_16_is_read_by_its_byte_order_mark()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a: é")];
        YamlReader.Read("x.yml", bytes, ReadLimits.Default).Documents[0].ToJson()!["a"]!.GetValue<string>().ShouldBe("é");
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        var limits = new ReadLimits { MaxDepth = 10 };
        YamlReader.Read(SourceText.FromText("x", new string('[', 10) + new string(']', 10)), limits).Faults.ShouldBeEmpty();
        YamlReader.Read(SourceText.FromText("x", new string('[', 11) + new string(']', 11)), limits).Faults.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.Limit);
        YamlReader.Read(SourceText.FromText("x", new string('[', 500_000)), limits).Faults.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.Limit);
    }

    [Fact]
    public void Nesting_through_aliases_counts_too()
    {
        var yaml = new StringBuilder("l0: &l0 [x]\n");
        for (var i = 1; i < 60; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"l{i}: &l{i} [*l{i - 1}]\n");
        }

        YamlReader.Read(SourceText.FromText("x", yaml.ToString()), new ReadLimits { MaxDepth = 62 }).Faults.ShouldBeEmpty();
        YamlReader.Read(SourceText.FromText("x", yaml.ToString()), new ReadLimits { MaxDepth = 61 }).Faults.ShouldHaveSingleItem().Message.ShouldContain("with alias *l58");
    }

    [Fact]
    public void An_alias_bomb_is_refused_by_counting_and_not_by_growing()
    {
        var yaml = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 60; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Read(yaml.ToString()).Faults.ShouldHaveSingleItem();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
        fault.Kind.ShouldBe(FaultKind.Limit);
        fault.Message.ShouldBe("the document holds more than 2000000 values, aliases counted as often as they are used");
    }

    [Fact]
    public void A_tag_that_means_nothing_is_warned_about()
    {
        var read = Read("a: !Ref b\nc: !Map {d: e}");
        read.Faults.Select(fault => fault.Message).ShouldBe(["the tag !Ref means nothing to Kubernetes and is ignored", "the tag !Map means nothing to Kubernetes and is ignored"]);
        read.Documents[0].ToJson()!.ToJsonString().ShouldBe("{\"a\":\"b\",\"c\":{\"d\":\"e\"}}");
    }

    private static SourceRead Read(string yaml) => YamlReader.Read(SourceText.FromText("x.yml", yaml), ReadLimits.Default);
}
