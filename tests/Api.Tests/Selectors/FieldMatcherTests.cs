using LocalPods.Api.Selectors;

namespace LocalPods.Api.Tests.Selectors;

public class FieldMatcherTests
{
    private static string? Field(string name) => name switch
    {
        "metadata.name" => "web",
        "status.phase" => "Running",
        "odd" => @"a,b=c\",
        _ => null,
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("metadata.name=web", true)]
    [InlineData("metadata.name==web,status.phase!=Failed", true)]
    [InlineData("metadata.name=web,status.phase=Failed", false)]
    [InlineData("metadata.name!=web", false)]
    [InlineData("spec.nodeName=", true)]
    [InlineData("spec.nodeName!=", false)]
    [InlineData(@"odd=a\,b\=c\\", true)]
    [InlineData("metadata.name=web,", true)]
    public void Selects_by_all_requirements(string selector, bool selected) => FieldMatcher.Parse(selector).Matches(Field).ShouldBe(selected);

    [Theory]
    [InlineData("foo", "invalid selector: 'foo'; can't understand 'foo'")]
    [InlineData("a=b,foo", "invalid selector: 'a=b,foo'; can't understand 'foo'")]
    [InlineData(@"a=\x", @"invalid field selector: invalid escape sequence: \x")]
    [InlineData("a=b=c", "invalid field selector: unescaped character in value: =")]
    public void Says_what_it_cannot_read(string selector, string message) =>
        Should.Throw<SelectorException>(() => FieldMatcher.Parse(selector)).Message.ShouldBe(message);

    [Fact]
    public void Is_written_with_its_escapes() => FieldMatcher.Parse(@"a==x\,y,b!=z").ToString().ShouldBe(@"a=x\,y,b!=z");
}
