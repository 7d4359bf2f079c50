namespace LocalPods.Cli.Tests.Commands;

public sealed class DescribeCommandTests : CommandTest
{
    private const string Namespace = """{"metadata":{"name":"shop"},"status":{"phase":"Active"}}""";
    private const string Described = "Name:         shop\nLabels:       <none>\nAnnotations:  <none>\nStatus:       Active\n";

    [Fact]
    public void Several_objects_come_apart_and_what_is_missing_is_told_after_them()
    {
        Api.On("GET /api/v1/namespaces/shop", Namespace).NotFound("GET /api/v1/namespaces/nope", "namespaces", "nope")
            .NotFound("GET /api/v1/namespaces/shop/resourcequotas?limit=500", "resourcequotas", "")
            .NotFound("GET /api/v1/namespaces/shop/limitranges?limit=500", "limitranges", "");
        Run("describe", "ns", "shop", "nope", "shop2").Output.ShouldBe(Described);
        Run("describe", "ns/nope", "ns/shop").ShouldBe(new(1, Described, "Error from server (NotFound): namespaces \"nope\" not found\n"));
        Api.On("GET /api/v1/namespaces", $$"""{"items":[{{Namespace}},{{Namespace}}]}""");
        Run("describe", "namespaces").ShouldBe(new(0, $"{Described}\n\n{Described}", ""));
    }

    [Fact]
    public void A_node_is_described_with_its_pods_and_events()
    {
        Api.On("GET /api/v1/nodes/local", """{"metadata":{"name":"local"}}""")
            .On("GET /api/v1/pods?fieldSelector=spec.nodeName%3Dlocal%2Cstatus.phase%21%3DFailed%2Cstatus.phase%21%3DSucceeded", """{"items":[]}""")
            .On("GET /api/v1/events?fieldSelector=involvedObject.kind%3DNode%2CinvolvedObject.name%3Dlocal", """{"items":[{"type":"Normal","reason":"Starting","message":"hello"}]}""");
        var outcome = Run("describe", "node", "local");
        outcome.Output.ShouldContain("Non-terminated Pods:          (0 in total)\n");
        outcome.Output.ShouldContain("  Normal  Starting  <unknown>        hello\n");
        Run("describe", "node", "local", "--show-events=false").Output.ShouldNotContain("Starting");
    }

    [Fact]
    public void A_config_map_is_described_with_its_values_and_the_sizes_of_its_bytes()
    {
        Api.On("GET /api/v1/namespaces/default/configmaps/m", """
            {"metadata":{"name":"m","namespace":"default","uid":"u1"},"data":{"b":"x","a.conf":"one\ntwo\n"},"binaryData":{"logo":"AP8A"}}
            """)
            .On("GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DConfigMap%2CinvolvedObject.name%3Dm%2CinvolvedObject.uid%3Du1", """{"items":[]}""");
        Run("describe", "cm", "m").ShouldBe(new(0, """
            Name:         m
            Namespace:    default
            Labels:       <none>
            Annotations:  <none>

            Data
            ====
            a.conf:
            ----
            one
            two


            b:
            ----
            x


            BinaryData
            ====
            logo: 3 bytes

            Events:  <none>

            """, ""));
    }

    [Fact]
    public void A_secret_is_described_without_its_values()
    {
        Api.On("GET /api/v1/namespaces/default/secrets/s", """
            {"metadata":{"name":"s","namespace":"default","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"stringData\":{\"password\":\"hunter2\"}}"}},
             "data":{"password":"aHVudGVyMg==","user":"eA=="},"type":"Opaque"}
            """);
        Run("describe", "secret/s").ShouldBe(new(0, """
            Name:         s
            Namespace:    default
            Labels:       <none>
            Annotations:  <none>

            Type:  Opaque

            Data
            ====
            password:  7 bytes
            user:      1 bytes

            """, ""));
    }

    [Fact]
    public void Nothing_to_describe_is_told()
    {
        Api.On("GET /api/v1/namespaces/default/pods", """{"items":[]}""");
        Run("describe", "pods").ShouldBe(new(0, "", "No resources found in default namespace.\n"));
        Run("describe").ShouldBe(new(1, "", "error: You must specify the type of resource to describe.\nSee 'localpods describe -h' for help and examples\n"));
    }

    [Fact]
    public void Of_a_type_that_is_not_known_all_fields_are_described()
    {
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""")
            .On("GET /apis", """{"groups":[{"name":"example.com","preferredVersion":{"groupVersion":"example.com/v1"}}]}""")
            .On("GET /apis/example.com/v1", """{"groupVersion":"example.com/v1","resources":[{"name":"crontabs","singularName":"crontab","namespaced":true,"kind":"CronTab"}]}""")
            .On("GET /apis/example.com/v1/namespaces/default/crontabs/c", """
                {"apiVersion":"example.com/v1","kind":"CronTab","metadata":{"name":"c","namespace":"default","uid":"u1","labels":{"a":"b"},"managedFields":[{"manager":"x"}]},
                 "spec":{"cronSpec":"* *","podIP":null,"apiURL":"x","replicas":2,"on":true,"list":["a",{"inner":1}],"odd_name":"o"}}
                """)
            .On("GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DCronTab%2CinvolvedObject.name%3Dc%2CinvolvedObject.uid%3Du1", """{"items":[]}""");
        Run("describe", "crontab", "c").Output.ShouldBe("""
            Name:         c
            Namespace:    default
            Labels:       a=b
            Annotations:  <none>
            API Version:  example.com/v1
            Kind:         CronTab
            Metadata:
              UID:  u1
            Spec:
              API URL:    x
              Cron Spec:  * *
              List:
                a
                Inner:   1
              odd_name:  o
              On:        true
              Pod IP:    <nil>
              Replicas:  2
            Events:      <none>

            """);
    }

    [Fact]
    public void Roles_bindings_and_accounts_are_described()
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[{"name":"serviceaccounts","singularName":"serviceaccount","namespaced":true,"kind":"ServiceAccount"}]}""")
            .On("GET /apis", """{"groups":[{"name":"rbac.authorization.k8s.io","preferredVersion":{"groupVersion":"rbac.authorization.k8s.io/v1"}}]}""")
            .On("GET /apis/rbac.authorization.k8s.io/v1", """
                {"groupVersion":"rbac.authorization.k8s.io/v1","resources":[{"name":"roles","singularName":"role","namespaced":true,"kind":"Role"},{"name":"rolebindings","singularName":"rolebinding","namespaced":true,"kind":"RoleBinding"}]}
                """)
            .On($"GET {Rbac}/roles/r", """{"metadata":{"name":"r","namespace":"default"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}]}""")
            .On($"GET {Rbac}/rolebindings/b", """{"metadata":{"name":"b","namespace":"default"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"jane"}]}""")
            .On("GET /api/v1/namespaces/default/serviceaccounts/robot", """{"metadata":{"name":"robot","namespace":"default"},"imagePullSecrets":[{"name":"hub"}]}""");
        Run("describe", "role", "r").Output.ShouldBe("""
            Name:         r
            Labels:       <none>
            Annotations:  <none>
            PolicyRule:
              Resources  Non-Resource URLs  Resource Names  Verbs
              ---------  -----------------  --------------  -----
              pods       []                 []              [get list]

            """);
        Run("describe", "rolebinding", "b").Output.ShouldEndWith("Role:\n  Kind:  Role\n  Name:  r\nSubjects:\n  Kind  Name  Namespace\n  ----  ----  ---------\n  User  jane  \n");
        Run("describe", "serviceaccount", "robot", "--show-events=false").Output.ShouldEndWith("Image pull secrets:  hub\nMountable secrets:   <none>\nTokens:              <none>\n");
    }
}
