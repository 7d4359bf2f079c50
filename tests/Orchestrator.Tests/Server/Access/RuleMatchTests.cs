using System.Collections.Immutable;
using LocalPods.Api.Rbac;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Access.Rbac;

namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class RuleMatchTests
{
    [Theory]
    [InlineData("get", "", "pods", "", "get", "", "pods", "", "a", true)]
    [InlineData("get", "", "pods", "", "list", "", "pods", "", "", false)]
    [InlineData("*", "", "pods", "", "deletecollection", "", "pods", "", "", true)]
    [InlineData("get,list", "", "pods,secrets", "", "list", "", "secrets", "", "", true)]
    [InlineData("get", "apps", "pods", "", "get", "", "pods", "", "a", false)]
    [InlineData("get", "*", "pods", "", "get", "apps", "pods", "", "a", true)]
    [InlineData("get", "", "pods", "", "get", "", "pods", "log", "a", false)]
    [InlineData("get", "", "pods/log", "", "get", "", "pods", "log", "a", true)]
    [InlineData("get", "", "pods/log", "", "get", "", "pods", "", "a", false)]
    [InlineData("get", "", "*", "", "get", "", "pods", "log", "a", true)]
    [InlineData("get", "", "*/log", "", "get", "", "pods", "log", "a", true)]
    [InlineData("get", "", "*/log", "", "get", "", "pods", "exec", "a", false)]
    [InlineData("get", "", "*/log", "", "get", "", "pods", "", "a", false)]
    [InlineData("get", "", "pods/*", "", "get", "", "pods", "log", "a", false)]
    [InlineData("get", "", "pods", "a,b", "get", "", "pods", "", "b", true)]
    [InlineData("get", "", "pods", "a,b", "get", "", "pods", "", "c", false)]
    [InlineData("list", "", "pods", "a", "list", "", "pods", "", "", false)]
    [InlineData("get", "", "pods", "*", "get", "", "pods", "", "a", false)]
    [InlineData("get", "", "Pods", "", "get", "", "pods", "", "a", false)]
    [InlineData("", "", "pods", "", "get", "", "pods", "", "a", false)]
    public void A_rule_allows_verbs_on_resources(
        string verbs, string groups, string resources, string names, string verb, string group, string resource, string subresource, string name, bool allowed)
    {
        var rule = new PolicyRule { Verbs = List(verbs), ApiGroups = [groups], Resources = List(resources), ResourceNames = List(names) };
        RuleMatch.Allows(rule, new AccessAttributes(verb) { Group = group, Resource = resource, Subresource = subresource, Name = name }).ShouldBe(allowed);
        RuleMatch.Allows(rule, new AccessAttributes(verb) { Path = "/" + resource }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("get", "/metrics", "get", "/metrics", true)]
    [InlineData("get", "/metrics", "get", "/metrics/", false)]
    [InlineData("get", "/metrics", "post", "/metrics", false)]
    [InlineData("get", "/apis/*", "get", "/apis/apps/v1", true)]
    [InlineData("get", "/apis/*", "get", "/apis", false)]
    [InlineData("get", "/api*", "get", "/apis/apps", true)]
    [InlineData("*", "*", "delete", "/anything", true)]
    [InlineData("get", "/*/b", "get", "/a/b", false)]
    public void A_rule_allows_verbs_on_paths(string verbs, string urls, string verb, string path, bool allowed)
    {
        var rule = new PolicyRule { Verbs = List(verbs), NonResourceURLs = List(urls) };
        RuleMatch.Allows(rule, new AccessAttributes(verb) { Path = path }).ShouldBe(allowed);
        RuleMatch.Allows(rule, new AccessAttributes(verb) { Resource = path }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("get,list|pods|", "get|pods|", true)]
    [InlineData("get|pods|", "get,list|pods|", false)]
    [InlineData("*|*|", "get,create|pods,pods/log,secrets|a,b", true)]
    [InlineData("get|pods|", "*|pods|", false)]
    [InlineData("get|pods|", "get|*|", false)]
    [InlineData("get|*/log|", "get|pods/log|", true)]
    [InlineData("get|pods|a,b", "get|pods|a", true)]
    [InlineData("get|pods|a", "get|pods|", false)]
    [InlineData("get|pods|", "get|pods|a", true)]
    public void Nobody_holds_more_than_their_rules_say(string held, string wanted, bool covered) =>
        RuleMatch.Uncovered([Rule(held)], [Rule(wanted)]).IsEmpty.ShouldBe(covered);

    [Fact]
    public void Rules_cover_together_what_none_covers_alone()
    {
        PolicyRule[] held = [Rule("get|pods|"), Rule("list|pods|"), new() { Verbs = ["get"], NonResourceURLs = ["/logs/*"] }];
        RuleMatch.Uncovered(held, [Rule("get,list|pods|"), new() { Verbs = ["get"], NonResourceURLs = ["/logs/a", "/logs/*"] }]).ShouldBeEmpty();
        RuleMatch.Uncovered(held, [Rule("get,list,watch|pods|"), new() { Verbs = ["get"], NonResourceURLs = ["*"] }]).Select(RuleText.Of)
            .ShouldBe(["""{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}""", """{NonResourceURLs:["*"], Verbs:["get"]}"""]);
    }

    private static PolicyRule Rule(string text) =>
        text.Split('|') is [var verbs, var resources, var names] ? new PolicyRule { Verbs = List(verbs), ApiGroups = [""], Resources = List(resources), ResourceNames = List(names) } : throw new ArgumentException(text);

    private static ImmutableArray<string> List(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries)];
}
