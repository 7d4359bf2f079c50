using System.Text.Json;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Tests.Output;

/// <summary>Expected texts are kubectl 1.33's for the same object.</summary>
public sealed class JsonPathTests
{
    private static readonly JsonElement List = JsonElement.Parse("""
        {"kind":"List","items":[
          {"metadata":{"name":"a","labels":{"app.kubernetes.io/name":"x","n":"1"}},"spec":{"containers":[{"name":"c1","ports":[{"p":80},{"p":81}]},{"name":"c2"}]},"n":1,"ready":true,"f":1.5},
          {"metadata":{"name":"b"},"spec":{"containers":[{"name":"d1"}]},"n":12,"ready":false,"none":null}]}
        """);

    public static TheoryData<string, string> Templates() => new()
    {
        { "{.kind}", "List" },
        { "{$.kind}", "List" },
        { "{@.kind}", "List" },
        { "kind={.kind}!", "kind=List!" },
        { "{.items[0].metadata.name}", "a" },
        { "{.items[-1].metadata.name}", "b" },
        { "{.items[*].metadata.name}", "a b" },
        { "{.items[0:1].metadata.name}", "a" },
        { "{.items[:].metadata.name}", "a b" },
        { "{.items[0,1].metadata.name}", "a b" },
        { "{.items[0]['metadata']['name']}", "a" },
        { "{.items[0].metadata['name','labels']}", "a {\"app.kubernetes.io/name\":\"x\",\"n\":\"1\"}" },
        { "{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "x" },
        { "{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", "x" },
        { "{..name}", "a c1 c2 b d1" },
        { "{.items[*].spec.containers[*].name}", "c1 c2 d1" },
        { "{.items[?(@.n==12)].metadata.name}", "b" },
        { "{.items[?(@.n>1)].metadata.name}", "b" },
        { "{.items[?(@.n<=12)].metadata.name}", "a b" },
        { "{.items[?(@.metadata.name==\"a\")].n}", "1" },
        { "{.items[?(@.metadata.name!='a')].n}", "12" },
        { "{.items[?(@.metadata.labels)].metadata.name}", "a" },
        { "{.items[?(@.ready==true)].metadata.name}", "a" },
        { "{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}", "a\t1\nb\t12\n" },
        { "{range .items[*]}{range .spec.containers[*]}[{.name}]{end};{end}", "[c1][c2];[d1];" },
        { "{.items[*]['metadata.name', 'n']}", "a b 1 12" },
        { "{.items[0].f} {.items[0].ready}", "1.5 true" },
        { "{.items[0].spec.containers[0].ports}", "[{\"p\":80},{\"p\":81}]" },
        { "{.items[1].none}", "null" },
        { "{.items.metadata.name}", "" },
        { "{.items[0].metadata.labels.*}", "x 1" },
        { "{.items[0].spec.containers[0].ports[*]['p']}", "80 81" },
        { "{.items[*].spec.containers[?(@.ports[0].p==80)].name}", "c1" },
        { "{.nope}", "" },
        { "{.items[*].nope.deep}", "" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_prints_what_its_paths_find(string template, string text) => JsonPathTemplate.Print(template, List).ShouldBe(text);

    [Theory]
    [InlineData("{.items[5].n}", "array index out of bounds: index 5, length 2")]
    [InlineData("{.items[0", "unterminated expression: ']' is missing")]
    [InlineData("{.a", "unclosed action")]
    [InlineData("{end}", "not in range, nothing to end")]
    [InlineData("{range .items[*]}{.n}", "unfinished range: {end} is missing")]
    [InlineData("{.items[x]}", "invalid array index in {.items[x]}")]
    [InlineData("{\"open}", "unterminated quoted string")]
    [InlineData("{.items[?(@.n 1)]}", "expected ')' and found '1' in {.items[?(@.n 1)]}")]
    public void A_wrong_template_is_refused(string template, string error) =>
        Should.Throw<JsonPathException>(() => JsonPathTemplate.Print(template, List)).Message.ShouldBe(error);

    [Theory]
    [InlineData(".metadata.name")]
    [InlineData("metadata.name")]
    [InlineData("{.metadata.name}")]
    [InlineData("{metadata.name}")]
    public void A_single_path_needs_neither_braces_nor_dot(string path) =>
        JsonPathStep.Walk(List.GetProperty("items")[0], JsonPathParser.Path(path)).Single().GetString().ShouldBe("a");
}
