namespace LocalPods.Cli.Tests.Commands;

public sealed class GetCommandTests : CommandTest
{
    private const string Pods = "GET /api/v1/namespaces/default/pods";

    private const string Columns = """
        [{"name":"Name","type":"string","format":"name","priority":0},{"name":"Ready","type":"string","priority":0},{"name":"Status","type":"string","priority":0},
        {"name":"Restarts","type":"string","priority":0},{"name":"Age","type":"string","priority":0},{"name":"IP","type":"string","priority":1},
        {"name":"Node","type":"string","priority":1},{"name":"Nominated Node","type":"string","priority":1},{"name":"Readiness Gates","type":"string","priority":1}]
        """;

    private const string Migrate = """
        {"cells":["migrate-once","0/1","Init:0/2","0","4s",null,"local","<none>","<none>"],"object":{"metadata":{"name":"migrate-once","namespace":"default"}}}
        """;

    private const string Shop = """
        {"cells":["shop-api","2/2","Running","3 (3m44s ago)","26m","172.18.0.5","local","<none>","<none>"],
         "object":{"metadata":{"name":"shop-api","namespace":"shop","labels":{"tier":"web","app":"shop"}}}}
        """;

    private static string Table(params string[] rows) =>
        $$"""{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"42"},"columnDefinitions":{{Columns}},"rows":[{{string.Join(',', rows)}}]}""";

    [Fact]
    public void A_list_of_pods_is_kubectls_table()
    {
        Api.On(Pods, Table(Migrate, Shop));
        Golden.Check("get-pods", Run("get", "pods").Output);
        Golden.Check("get-pods-wide", Run("get", "po", "-o", "wide").Output);
        Golden.Check("get-pods-labels", Run("get", "pod", "--show-labels", "-L", "app", "--no-headers").Output);
    }

    [Fact]
    public void All_namespaces_get_a_column()
    {
        Api.On("GET /api/v1/pods", Table(Migrate, Shop));
        Golden.Check("get-pods-all-namespaces", Run("get", "pods", "-A").Output);
    }

    [Fact]
    public void Selectors_are_passed_on()
    {
        Api.On(Pods + "?labelSelector=app%3Dweb%2Ctier%21%3Ddb&fieldSelector=status.phase%3DRunning", Table());
        Run("get", "pods", "-l", "app=web,tier!=db", "--field-selector=status.phase=Running").Error.ShouldBe("No resources found in default namespace.\n");
    }

    [Fact]
    public void Named_objects_share_a_table_and_what_is_missing_is_told_after_it()
    {
        Api.On(Pods + "/shop-api", Table(Shop)).On(Pods + "/migrate-once", Table(Migrate)).NotFound(Pods + "/nope", "pods", "nope");
        var outcome = Run("get", "pod", "shop-api", "nope", "migrate-once");
        outcome.Code.ShouldBe(1);
        outcome.Output.Split('\n').Select(l => l.Split(' ')[0]).ShouldBe(["NAME", "shop-api", "migrate-once", ""]);
        outcome.Error.ShouldBe("Error from server (NotFound): pods \"nope\" not found\n");
    }

    [Fact]
    public void A_missing_object_may_be_ignored()
    {
        Api.NotFound(Pods + "/nope", "pods", "nope");
        Run("get", "pod/nope", "--ignore-not-found").ShouldBe(new(0, "", ""));
        Run("get", "pod", "nope", "--ignore-not-found", "-o", "json").ShouldBe(new(0, "", ""));
        Run("get", "pod", "nope", "-o", "json").ShouldBe(new(1, "", "Error from server (NotFound): pods \"nope\" not found\n"));
    }

    [Fact]
    public void Several_types_get_tables_of_their_own_with_the_type_before_each_name()
    {
        Api.On(Pods, Table(Migrate)).On("GET /api/v1/nodes", """
            {"kind":"Table","columnDefinitions":[{"name":"Name"},{"name":"Status"}],"rows":[{"cells":["local","Ready"],"object":{"metadata":{"name":"local"}}}]}
            """);
        Golden.Check("get-pods-and-nodes", Run("get", "pods,nodes").Output);
    }

    [Fact]
    public void Objects_are_printed_as_a_list_or_alone()
    {
        const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"x":"<b> & 'c'"}},"spec":{"containers":[]}}""";
        Api.On(Pods, """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""").On(Pods + "/a", Pod);
        Golden.Check("get-pods-json", Run("get", "pods", "-o", "json").Output);
        Golden.Check("get-pods-yaml", Run("get", "pods", "-o", "yaml").Output);
        Golden.Check("get-pod-json", Run("get", "pod", "a", "-o", "json").Output);
        Run("get", "pods", "-o", "name").Output.ShouldBe("pod/a\npod/b\n");
        Run("get", "pods", "-o", "jsonpath={.items[*].metadata.name}").Output.ShouldBe("a b");
        Run("get", "pods", "-o", "custom-columns=NAME:.metadata.name,IP:.status.podIP").Output.ShouldBe("NAME   IP\na      <none>\nb      <none>\n");
        Run("get", "pods", "-o", "custom-columns=LIST:.items,META:.metadata", "--no-headers").Output.ShouldBe("<none>   map[name:a]\n<none>   map[name:b]\n");
        Run("get", "pods", "--sort-by={.metadata.name}", "-o", "name").Output.ShouldBe("pod/a\npod/b\n");
    }

    [Theory]
    [InlineData("foo", "error: unable to match a printer suitable for the output format \"foo\", allowed formats are: custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,wide,yaml\n")]
    [InlineData("jsonpath", "error: template format specified but no template given\n")]
    [InlineData("custom-columns=foo", "error: unexpected custom-columns spec: foo, expected <header>:<json-path-expr>\n")]
    [InlineData("go-template={{.x}}", "error: the output format \"go-template\" needs Go's templates, which localpods does not have; jsonpath and custom-columns print single fields\n")]
    public void A_format_that_is_not_there_is_refused(string format, string error) => Run("get", "pods", "-o", format).ShouldBe(new(1, "", error));

    [Theory]
    [InlineData("get", "You must specify the type of resource to get: pods, nodes, namespaces, events, ...\n\nerror: Required resource not specified.\nSee 'localpods get -h' for help and examples\n")]
    [InlineData("get pods x -A", "error: a resource cannot be retrieved by name across all namespaces\n")]
    [InlineData("get pods x -l a=b", "error: name cannot be provided when a selector is specified\n")]
    [InlineData("get pods,nodes -w", "error: you may only specify a single resource type\n")]
    [InlineData("get pods/x y", "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form: y\n")]
    [InlineData("get pods/", "error: arguments in resource/name form must have a single resource and name: pods/\n")]
    public void What_does_not_fit_together_is_refused(string line, string error) => Run(line.Split(' ')).ShouldBe(new(1, "", error));

    [Fact]
    public void A_type_the_command_does_not_know_is_asked_of_the_server()
    {
        Api.On("GET /api/v1", """{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods/log","kind":"Pod"},{"name":"configmaps","singularName":"configmap","namespaced":true,"kind":"ConfigMap","shortNames":["cm"]}]}""")
            .On("GET /apis", """{"groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}""")
            .On("GET /apis/apps/v1", """{"groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","shortNames":["deploy"]}]}""")
            .On("GET /api/v1/namespaces/default/configmaps", Table())
            .On("GET /apis/apps/v1/namespaces/default/deployments", Table());
        Run("get", "cm").Error.ShouldBe("No resources found in default namespace.\n");
        Run("get", "deploy.apps").Error.ShouldBe("No resources found in default namespace.\n");
        Run("get", "gizmos").ShouldBe(new(1, "", "error: the server doesn't have a resource type \"gizmos\"\n"));
    }

    [Fact]
    public void A_category_means_all_types_that_have_it_and_empty_ones_are_left_out()
    {
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[{"name":"pods","namespaced":true,"kind":"Pod","categories":["all"]},{"name":"services","namespaced":true,"kind":"Service","categories":["all"]},{"name":"secrets","namespaced":true,"kind":"Secret"}]}""")
            .On("GET /apis", """{"groups":[]}""")
            .On(Pods, Table(Migrate))
            .On("GET /api/v1/namespaces/default/services", Table());
        Run("get", "all", "--no-headers").Output.ShouldBe("pod/migrate-once   0/1   Init:0/2   0     4s\n");
    }

    [Fact]
    public void Rows_are_sorted_by_a_field_of_their_objects()
    {
        static string Row(string name, int restarts) => $$$"""{"cells":["{{{name}}}"],"object":{"metadata":{"name":"{{{name}}}"},"status":{"n": {{{restarts}}} } } }""";
        Api.On(Pods + "?includeObject=Object", $$"""{"kind":"Table","columnDefinitions":[{"name":"Name"}],"rows":[{{Row("web-10", 3)}},{{Row("web-9", 11)}},{{Row("db", 7)}}]}""");
        Run("get", "pods", "--sort-by=.metadata.name", "--no-headers").Output.ShouldBe("db\nweb-9\nweb-10\n");
        Run("get", "pods", "--sort-by=status.n", "--no-headers").Output.ShouldBe("web-10\ndb\nweb-9\n");
        Run("get", "pods", "--sort-by=.nope").ShouldBe(new(1, "", "error: couldn't find any field with path \"{.nope}\" in the list of objects\n"));
    }

    [Fact]
    public void Events_come_oldest_first()
    {
        static string Row(string name, string time) => $$$"""{"cells":["{{{name}}}"],"object":{"lastTimestamp":{{{time}}},"metadata":{"creationTimestamp":"2026-03-03T09:00:00Z"} } }""";
        Api.On(
            "GET /api/v1/namespaces/default/events?includeObject=Object",
            $$"""{"kind":"Table","columnDefinitions":[{"name":"Name"}],"rows":[{{Row("new", "\"2026-03-03T10:00:00Z\"")}},{{Row("old", "\"2026-03-03T09:59:00Z\"")}},{{Row("untold", "null")}}]}""");
        Run("get", "events", "--no-headers").Output.ShouldBe("untold\nold\nnew\n");
    }

    [Fact]
    public void A_watch_prints_the_list_then_each_change_under_one_heading()
    {
        var gone = Shop.Replace("Running", "Terminating", StringComparison.Ordinal);
        Api.On(Pods, Table(Migrate, Shop)).OnWatch(
            Pods + "?watch=true&resourceVersion=42",
            $$"""{"type":"MODIFIED","object":{"kind":"Table","columnDefinitions":{{Columns}},"rows":[{{Migrate.Replace("Init:0/2", "PodInitializing", StringComparison.Ordinal)}}]} }""",
            """{"type":"BOOKMARK","object":{"kind":"Table","columnDefinitions":null,"rows":[{"cells":["b"]}]}}""",
            $$"""{"type":"DELETED","object":{"kind":"Table","columnDefinitions":null,"rows":[{{gone}}]} }""");
        Golden.Check("get-pods-watch", Run("get", "pods", "-w").Output);
    }

    [Fact]
    public void A_watch_of_one_object_asks_for_that_one_only()
    {
        const string Named = Pods + "?fieldSelector=metadata.name%3Dshop-api";
        Api.On(Pods + "/shop-api", "{}").On(Named, Table(Shop)).OnWatch(Named + "&watch=true&resourceVersion=42").NotFound(Pods + "/nope", "pods", "nope");
        Run("get", "pod", "shop-api", "-w", "--no-headers").Output.ShouldStartWith("shop-api   2/2   Running");
        Run("get", "pod", "nope", "-w").ShouldBe(new(1, "", "Error from server (NotFound): pods \"nope\" not found\n"));
    }

    [Fact]
    public void An_error_in_a_watch_ends_it()
    {
        Api.On(Pods, Table()).OnWatch(Pods + "?watch=true&resourceVersion=42", $$"""{"type":"ERROR","object":{{FakeApi.StatusJson(410, "Expired", "too old resource version: 42 (1368)")}}}""");
        Run("get", "pods", "-w").ShouldBe(new(1, "", "Error from server (Expired): too old resource version: 42 (1368)\n"));
    }

    [Fact]
    public void A_cell_cannot_steer_the_terminal_and_shows_its_first_line_only()
    {
        Api.On(Pods, """{"kind":"Table","columnDefinitions":[{"name":"Name"},{"name":"Message"}],"rows":[{"cells":["\u001b[31mred","one\ntwo"]}]}""");
        Run("get", "pods", "--no-headers").Output.ShouldBe("^[[31mred   one...\n");
    }
}
