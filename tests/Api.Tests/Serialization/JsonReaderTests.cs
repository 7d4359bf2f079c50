using System.Text;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("{\"a\":[1,-2.50,1e3,true,false,\"x\\u00e9\",{}]}", "{\"a\":[1,-2.50,1e3,true,false,\"x\\u00E9\",{}]}")]
    [InlineData("{\"a\":null,\"b\":[null]}", "{\"b\":[null]}")]
    [InlineData("\uFEFF {\"a\":18446744073709551616}", "{\"a\":18446744073709551616}")]
    public void JSON_keeps_its_values_and_the_digits_of_its_numbers(string json, string expected)
    {
        var read = Read(json);
        read.Faults.ShouldBeEmpty();
        read.Documents.ShouldHaveSingleItem().ToJson()!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public void Several_values_may_follow_one_another() => Read("{\"a\":1}\n{\"b\":2}[]").Documents.Length.ShouldBe(3);

    [Fact]
    public void Keys_and_values_know_their_line_and_column()
    {
        var root = (SourceNode.Mapping)Read("{\n  \"é😀\": 1, \"b\": \"x\"\n}").Documents[0];
        root.Entries[1].KeyPosition.ToString().ShouldBe("body:2:12");
        root.Entries[1].Value.Position.ToString().ShouldBe("body:2:17");
    }

    [Fact]
    public void A_key_written_twice_is_remembered_and_the_last_one_counts()
    {
        var root = (SourceNode.Mapping)Read("{\"a\":1,\"a\":2}").Documents[0];
        root.Duplicates.ShouldHaveSingleItem().Again.Key.ShouldBe("a");
        root.ToJson()!.ToJsonString().ShouldBe("{\"a\":2}");
    }

    [Theory]
    [InlineData("{\"a\":\n  tru}", "2:6", FaultKind.Syntax)]
    [InlineData("{\"a\":1,}", "1:8", FaultKind.Syntax)]
    [InlineData("{\"a\":1", "1:7", FaultKind.Syntax)]
    [InlineData("{\"a\":\"\\ud800\"}", "1:6", FaultKind.Syntax)]
    [InlineData("{\"a\":1} // no", "1:9", FaultKind.Syntax)]
    public void What_is_not_JSON_is_refused_with_its_place(string json, string place, FaultKind kind)
    {
        var fault = Read(json).Faults.ShouldHaveSingleItem();
        fault.Kind.ShouldBe(kind);
        fault.Position.ToString().ShouldBe("body:" + place);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        var fault = Read(new string('[', 101) + new string(']', 101)).Faults.ShouldHaveSingleItem();
        (fault.Kind, fault.Message).ShouldBe((FaultKind.Limit, "nested deeper than 100 levels"));
        Read(new string('[', 100) + new string(']', 100)).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused() =>
        JsonReader.Read(SourceText.FromUtf8("body", new byte[] { (byte)'"', 0xFF, (byte)'"' }), ReadLimits.Default).Faults.ShouldHaveSingleItem().Kind.ShouldBe(FaultKind.Syntax);

    [Fact]
    public void An_empty_text_holds_nothing() => Read(" \n").ShouldSatisfyAllConditions(read => read.Documents.ShouldBeEmpty(), read => read.Faults.ShouldBeEmpty());

    private static SourceRead Read(string json) => JsonReader.Read(SourceText.FromUtf8("body", Encoding.UTF8.GetBytes(json)), ReadLimits.Default);
}
