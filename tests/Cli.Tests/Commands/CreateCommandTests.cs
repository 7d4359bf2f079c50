using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace LocalPods.Cli.Tests.Commands;

/// <summary>Objects that <c>create</c> makes from flags.</summary>
public sealed class CreateCommandTests : CommandTest
{
    [Fact]
    public void A_config_map_takes_files_folders_and_values()
    {
        Manifest("conf/a.txt", "one\ntwo\n");
        Manifest("conf/b.txt", "b");
        var binary = Manifest("logo", "");
        File.WriteAllBytes(binary, [0xff, 0x00]);
        Same(Made("configmap", "m", $"--from-file={Path.Combine(Folder, "conf")}", $"--from-file=image={binary}", "--from-literal=c=x,y=z", "--from-literal=d=\"quoted\""),
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"a.txt":"one\ntwo\n","b.txt":"b","c":"x,y=z","d":"quoted"},"binaryData":{"image":"/wA="}}""");
        Same(Made("cm", "empty"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"empty"}}""");
    }

    [Fact]
    public void Lines_of_a_file_become_keys()
    {
        var file = Manifest(".env", "\uFEFF# comment\n\nA=1\n  B=x=y \r\nC=\nHOME_OF_NOBODY\n");
        Same(Made("configmap", "m", $"--from-env-file={file}"),
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"A":"1","B":"x=y ","C":"","HOME_OF_NOBODY":""}}""");
        Same(Made("secret", "generic", "s", $"--from-env-file={file}")["data"]!, """{"A":"MQ==","B":"eD15IA==","C":"","HOME_OF_NOBODY":""}""");
        Refused("configmap", "m", $"--from-env-file={Manifest("bad", "1x=2\n")}").ShouldStartWith("error: \"1x\" is not a valid key name: a valid environment variable name must consist of");
    }

    [Fact]
    public void Flags_that_make_no_config_map_are_told_in_the_words_of_kubectl()
    {
        var file = Manifest("f", "");
        Refused("configmap", "m", "--from-literal=x").ShouldBe("error: invalid literal source x, expected key=value\n");
        Refused("configmap", "m", "--from-file=/none/x").ShouldBe("error: error reading /none/x: no such file or directory\n");
        Refused("configmap", "m", "--from-file==x").ShouldBe("error: key name for file path x missing\n");
        Refused("configmap", "m", "--from-file=x=").ShouldBe("error: file path for key name x missing\n");
        Refused("configmap", "m", "--from-file=a=b=c").ShouldBe("error: key names or file paths cannot contain '='\n");
        Refused("configmap", "m", $"--from-file=k={Folder}").ShouldBe("error: cannot give a key name for a directory path\n");
        Refused("configmap", "m", "--from-literal=a=1", "--from-literal=a=2").ShouldBe(
            "error: cannot add key \"a\", another key by that name already exists in Data for ConfigMap \"m\"\n");
        Refused("configmap", "m", "--from-literal=a b=1").ShouldStartWith("error: \"a b\" is not a valid key name for a ConfigMap: a valid config key must consist of");
        Refused("configmap", "m", "--from-literal=a=1", $"--from-env-file={file}").ShouldBe("error: from-env-file cannot be combined with from-file or from-literal\n");
        Refused("configmap").ShouldStartWith("error: exactly one NAME is required, got 0\n");
    }

    [Fact]
    public void Secrets_are_of_a_type()
    {
        Same(Made("secret", "generic", "s", "--from-literal=password=swordfish", "--type=kubernetes.io/basic-auth"),
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"password":"c3dvcmRmaXNo"},"type":"kubernetes.io/basic-auth"}""");
        var login = Made("secret", "docker-registry", "r", "--docker-server=registry.example", "--docker-username=u", "--docker-password=p");
        login["type"]!.GetValue<string>().ShouldBe("kubernetes.io/dockerconfigjson");
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(login["data"]![".dockerconfigjson"]!.GetValue<string>()))
            .ShouldBe("""{"auths":{"registry.example":{"username":"u","password":"p","auth":"dTpw"}}}""");
        Refused("secret", "docker-registry", "r", "--docker-username=u").ShouldBe(
            "error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required\n");
        Refused("secret", "generic", "s", "--from-literal=a=hunter2", "--from-literal=a=hunter3").ShouldBe("error: cannot add key a, another key by that name already exists\n");
    }

    [Fact]
    public void A_certificate_belongs_to_its_key()
    {
        var (cert, key) = Pair("one");
        var (_, other) = Pair("two");
        var made = Made("secret", "tls", "t", $"--cert={cert}", $"--key={key}");
        made["type"]!.GetValue<string>().ShouldBe("kubernetes.io/tls");
        Convert.FromBase64String(made["data"]!["tls.key"]!.GetValue<string>()).ShouldBe(File.ReadAllBytes(key));
        Refused("secret", "tls", "t", $"--cert={cert}", $"--key={other}").ShouldBe("error: tls: private key does not match public key\n");
        Refused("secret", "tls", "t", $"--cert={Manifest("no", "x")}", $"--key={key}").ShouldBe("error: tls: failed to find any PEM data in certificate input\n");
        Refused("secret", "tls", "t", "--cert=/none", $"--key={key}").ShouldBe("error: open /none: no such file or directory\n");
        Refused("secret", "tls", "t").ShouldBe("error: key and cert must be specified\n");
    }

    [Fact]
    public void Services_are_made_with_a_label_and_a_selector_of_their_name()
    {
        Same(Made("service", "clusterip", "web", "--tcp=80:http,443"),
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"ports":[{"name":"80-http","port":80,"protocol":"TCP","targetPort":"http"},{"name":"443","port":443,"protocol":"TCP","targetPort":443}],"selector":{"app":"web"},"type":"ClusterIP"},"status":{"loadBalancer":{}}}""");
        Same(Made("svc", "nodeport", "web", "--tcp=80", "--node-port=30080")["spec"]!["ports"]!, """[{"name":"80","port":80,"protocol":"TCP","targetPort":80,"nodePort":30080}]""");
        Same(Made("service", "externalname", "web", "--external-name=db.example")["spec"]!, """{"externalName":"db.example","selector":{"app":"web"},"type":"ExternalName"}""");
        Same(Made("service", "clusterip", "web", "--clusterip=None")["spec"]!, """{"clusterIP":"None","selector":{"app":"web"},"type":"ClusterIP"}""");
        Refused("service", "clusterip", "web").ShouldBe("error: at least one tcp port specifier must be provided\n");
        Refused("service", "clusterip", "web", "--tcp=0").ShouldBe("error: must be between 1 and 65535, inclusive\n");
    }

    [Fact]
    public void Quotas_and_priority_classes()
    {
        Same(Made("quota", "q", "--hard=pods=2,requests.cpu=500m", "--scopes=BestEffort,NotTerminating"),
            """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q"},"spec":{"hard":{"pods":"2","requests.cpu":"500m"},"scopes":["BestEffort","NotTerminating"]},"status":{}}""");
        Refused("quota", "q", "--hard=pods").ShouldBe("error: invalid argument syntax pods, expected <resource>=<value>\n");
        Same(Made("priorityclass", "p", "--value=-5", "--global-default", "--description=few"),
            """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"p"},"description":"few","globalDefault":true,"preemptionPolicy":"PreemptLowerPriority","value":-5}""");
    }

    [Fact]
    public void What_is_made_is_sent_to_its_namespace()
    {
        Api.On("POST /api/v1/namespaces/shop/secrets?fieldManager=kubectl-create&fieldValidation=Strict", """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"}}""", 201);
        Run("create", "secret", "generic", "s", "-n", "shop", "--from-literal=a=b").ShouldBe(new(0, "secret/s created\n", ""));
        Api.Bodies.ShouldBe(["""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"},"data":{"a":"Yg=="}}"""]);
    }

    [Fact]
    public void The_verbs_of_a_verb_are_listed_by_its_help()
    {
        var help = Run("create", "secret");
        help.Code.ShouldBe(0);
        help.Output.ShouldContain("docker-registry   Create a secret for use with a Docker registry\n");
        Run("create", "secret", "--help").ShouldBe(help);
        Run("create", "secret", "nope").Error.ShouldStartWith("error: unknown command \"nope\"\n");
    }

    private JsonNode Made(params string[] words)
    {
        var outcome = Run(["create", .. words, "--dry-run=client", "-o", "json"]);
        outcome.Code.ShouldBe(0, outcome.ToString());
        return JsonNode.Parse(outcome.Output)!;
    }

    private static void Same(JsonNode made, string expected) => JsonNode.DeepEquals(made, JsonNode.Parse(expected)).ShouldBeTrue($"{made.ToJsonString()}\nbut should be\n{expected}");

    private string Refused(params string[] words)
    {
        var outcome = Run(["create", .. words, "--dry-run=client"]);
        outcome.Code.ShouldBe(1, outcome.ToString());
        return outcome.Error;
    }

    private (string Certificate, string Key) Pair(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (Manifest($"{name}.crt", certificate.ExportCertificatePem()), Manifest($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
