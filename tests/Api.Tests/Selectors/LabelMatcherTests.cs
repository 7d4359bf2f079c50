using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Selectors;

namespace LocalPods.Api.Tests.Selectors;

public class LabelMatcherTests
{
    private static readonly ImmutableSortedDictionary<string, string> Labels = new Dictionary<string, string>
    {
        ["app"] = "web", ["tier"] = "front", ["size"] = "5", ["example.com/in"] = "", ["in"] = "notin",
    }.ToImmutableSortedDictionary();

    [Theory]
    [InlineData("", true)]
    [InlineData("  ", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData(" app = web , tier = front ", true)]
    [InlineData("app=other", false)]
    [InlineData("app!=other", true)]
    [InlineData("nope!=x", true)]
    [InlineData("app!=web", false)]
    [InlineData("app", true)]
    [InlineData("nope", false)]
    [InlineData("!nope", true)]
    [InlineData("!app", false)]
    [InlineData("app in (web, api)", true)]
    [InlineData("app in(api)", false)]
    [InlineData("app notin (api)", true)]
    [InlineData("nope notin (api)", true)]
    [InlineData("nope in (api)", false)]
    [InlineData("example.com/in in (,x)", true)]
    [InlineData("example.com/in=", true)]
    [InlineData("size>4", true)]
    [InlineData("size>5", false)]
    [InlineData("size<6", true)]
    [InlineData("app>1", false)]
    [InlineData("nope<1", false)]
    [InlineData("in=notin", true)]
    [InlineData("in in (notin)", true)]
    [InlineData("app=web,tier in (front,back),!old,size>1", true)]
    [InlineData("app=web,tier=back", false)]
    public void Selects_by_all_requirements(string selector, bool selected) => LabelMatcher.Parse(selector).Matches(Labels).ShouldBe(selected);

    [Theory]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("=b", "found '=', expected: !, identifier, or 'end of string'")]
    [InlineData(",a", "found ',', expected: !, identifier, or 'end of string'")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a in x", "unable to parse requirement: found 'x', expected: '('")]
    [InlineData("a in (x", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in ()", "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")]
    [InlineData("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("-a", "unable to parse requirement: invalid label key \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    public void Says_what_it_cannot_read(string selector, string message) =>
        Should.Throw<SelectorException>(() => LabelMatcher.Parse(selector)).Message.ShouldBe(message);

    [Theory]
    [InlineData("a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2")]
    [InlineData("")]
    public void Is_written_as_it_was_read(string selector) => LabelMatcher.Parse(selector).ToString().ShouldBe(selector);

    [Fact]
    public void A_selector_object_needs_labels_and_expressions_together()
    {
        LabelMatcher.From(null).Matches(Labels).ShouldBeFalse();
        LabelMatcher.From(new LabelSelector()).Matches(Labels).ShouldBeTrue();
        var selector = new LabelSelector
        {
            MatchLabels = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("app", "web")]),
            MatchExpressions = [new LabelSelectorRequirement { Key = "tier", Operator = "In", Values = ["front"] }],
        };
        LabelMatcher.From(selector).Matches(Labels).ShouldBeTrue();
        LabelMatcher.From(selector with { MatchExpressions = [new LabelSelectorRequirement { Key = "tier", Operator = "DoesNotExist" }] })
            .Matches(Labels).ShouldBeFalse();
        Should.Throw<SelectorException>(() => LabelMatcher.From(new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = "a", Operator = "Like" }] }));
    }

    [Fact]
    public void No_labels_meet_only_requirements_of_absence()
    {
        LabelMatcher.Parse("!a,b!=c").Matches(null).ShouldBeTrue();
        LabelMatcher.Parse("a").Matches(null).ShouldBeFalse();
    }
}
