using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public sealed class ManifestReaderTests
{
    [Theory]
    [InlineData("comand: [sh]", "spec.containers[0].comand", "unknown field \"comand\" in Container; did you mean \"command\"?")]
    [InlineData("images: x", "spec.containers[0].images", "unknown field \"images\" in Container; did you mean \"image\"?")]
    [InlineData("port: []", "spec.containers[0].port", "unknown field \"port\" in Container; did you mean \"ports\"?")]
    [InlineData("Image: x", "spec.containers[0].Image", "unknown field \"Image\" in Container; did you mean \"image\"?")]
    [InlineData("volumeMount: []", "spec.containers[0].volumeMount", "unknown field \"volumeMount\" in Container; did you mean \"volumeMounts\"?")]
    [InlineData("livenesProbe: {}", "spec.containers[0].livenesProbe", "unknown field \"livenesProbe\" in Container; did you mean \"livenessProbe\"?")]
    [InlineData("volumes: []", "spec.containers[0].volumes", "unknown field \"volumes\" in Container; it belongs one level up, in PodSpec (spec.volumes)")]
    [InlineData("labels: {}", "spec.containers[0].labels", "unknown field \"labels\" in Container; it belongs in ObjectMeta (metadata.labels)")]
    [InlineData("limits: {}", "spec.containers[0].limits", "unknown field \"limits\" in Container; it belongs in ResourceRequirements (spec.containers[0].resources.limits)")]
    [InlineData("runAsUser: 1", "spec.containers[0].runAsUser", "unknown field \"runAsUser\" in Container; it belongs in SecurityContext (spec.containers[0].securityContext.runAsUser)")]
    [InlineData("xyzzy: 1", "spec.containers[0].xyzzy", "unknown field \"xyzzy\" in Container")]
    [InlineData("livenessProbe: {exec: {command: [a], initialDelaySeconds: 5}}", "spec.containers[0].livenessProbe.exec.initialDelaySeconds", "unknown field \"initialDelaySeconds\" in ExecAction; it belongs one level up, in Probe (spec.containers[0].livenessProbe.initialDelaySeconds)")]
    [InlineData("livenessProbe: {httpGet: {port: 80, periodSeconds: 5}}", "spec.containers[0].livenessProbe.httpGet.periodSeconds", "unknown field \"periodSeconds\" in HTTPGetAction; it belongs one level up, in Probe (spec.containers[0].livenessProbe.periodSeconds)")]
    [InlineData("livenessProbe: {httpGet: {port: 80}, path: /x}", "spec.containers[0].livenessProbe.path", "unknown field \"path\" in Probe; it belongs in HTTPGetAction (spec.containers[0].livenessProbe.httpGet.path)")]
    [InlineData("livenessProbe: {tcpSocket: {port: 80, path: /x}}", "spec.containers[0].livenessProbe.tcpSocket.path", "unknown field \"path\" in TCPSocketAction; it belongs in HTTPGetAction (spec.containers[0].livenessProbe.httpGet.path)")]
    [InlineData("image_pull_policy: Always", "spec.containers[0].image_pull_policy", "unknown field \"image_pull_policy\" in Container; did you mean \"imagePullPolicy\"?")]
    [InlineData("pullPolicy: Always", "spec.containers[0].pullPolicy", "unknown field \"pullPolicy\" in Container; did you mean \"imagePullPolicy\"?")]
    [InlineData("entrypoint: [a]", "spec.containers[0].entrypoint", "unknown field \"entrypoint\" in Container; did you mean \"command\"?")]
    [InlineData("memory: 64Mi", "spec.containers[0].memory", "unknown field \"memory\" in Container; it belongs under limits or requests (spec.containers[0].resources.limits.memory)")]
    [InlineData("ports: [{port: 80}]", "spec.containers[0].ports[0].port", "unknown field \"port\" in ContainerPort; did you mean \"containerPort\" or \"hostPort\"?")]
    [InlineData("livenessProbe: {tcpSocket: {port: 80}, initialDelay: 5}", "spec.containers[0].livenessProbe.initialDelay", "unknown field \"initialDelay\" in Probe; did you mean \"initialDelaySeconds\"?")]
    [InlineData("livenessProbe: {command: [a]}", "spec.containers[0].livenessProbe.command", "unknown field \"command\" in Probe; it belongs one level up, in Container (spec.containers[0].command), or in ExecAction (spec.containers[0].livenessProbe.exec.command)")]
    [InlineData("periodSeconds: 1", "spec.containers[0].periodSeconds", "unknown field \"periodSeconds\" in Container; it belongs in Probe (for example spec.containers[0].livenessProbe.periodSeconds)")]
    [InlineData("readinessProbe: {}\n    periodSeconds: 1", "spec.containers[0].periodSeconds", "unknown field \"periodSeconds\" in Container; it belongs in Probe (spec.containers[0].readinessProbe.periodSeconds)")]
    [InlineData("restartPolicy: Never", "spec.containers[0].restartPolicy", "restartPolicy under a container rules that container alone, and the pod has none; it belongs in PodSpec (spec.restartPolicy), or set that too if both are meant")]
    public void A_field_in_the_wrong_place_is_shown_the_right_one(string field, string path, string message)
    {
        var fault = Read(Pod(field)).Faults.ShouldHaveSingleItem();
        (fault.FieldPath, fault.Message).ShouldBe((path, message));
        fault.Severity.ShouldBe(FaultSeverity.Error);
        fault.Position.Line.ShouldBeInRange(8, 9);
    }

    [Theory]
    [InlineData("image: 7", "spec.containers[0].image", "image must be a string, not the number 7; quote it: \"7\"")]
    [InlineData("image: 1.10", "spec.containers[0].image", "image must be a string, not the number 1.10; quote it: \"1.10\"")]
    [InlineData("env: [{name: A, value: yes}]", "spec.containers[0].env[0].value", "value must be a string, not yes, which YAML reads as true; quote it: \"yes\"")]
    [InlineData("env: {A: b}", "spec.containers[0].env", "env must be a list of EnvVar, not an object; write each entry as \"- name: …\" with its \"value: …\"")]
    [InlineData("command: sleep", "spec.containers[0].command", "command must be a list of strings, not the string \"sleep\"; write [\"sleep\"]")]
    [InlineData("args: [a, null]", "spec.containers[0].args[1]", "args[1] must be a string, not nothing (null)")]
    [InlineData("ports: [{containerPort: \"80\"}]", "spec.containers[0].ports[0].containerPort", "containerPort must be a whole number, not the string \"80\"; remove the quotes")]
    [InlineData("ports: [80]", "spec.containers[0].ports[0]", "ports[0] must be an object (ContainerPort), not the number 80")]
    [InlineData("ports: {containerPort: 80}", "spec.containers[0].ports", "ports must be a list of ContainerPort, not an object; start each item with \"- \"")]
    [InlineData("tty: \"true\"", "spec.containers[0].tty", "tty must be true or false, not the string \"true\"; remove the quotes")]
    [InlineData("resources: {limits: {memory: 100MB}}", "spec.containers[0].resources.limits[memory]", "limits[memory] must be a quantity such as 500m or 128Mi, not the string \"100MB\"; did you mean 100M?")]
    [InlineData("livenessProbe: {httpGet: {port: true}}", "spec.containers[0].livenessProbe.httpGet.port", "port must be a number or a string, not true")]
    [InlineData("livenessProbe: [{periodSeconds: 1}]", "spec.containers[0].livenessProbe", "livenessProbe must be an object (Probe), not a list; remove the \"- \"")]
    [InlineData("ports: [{containerPort: 99999999999}]", "spec.containers[0].ports[0].containerPort", "containerPort must be a whole number, not the number 99999999999")]
    public void A_value_of_a_wrong_type_is_told_how_to_put_it_right(string field, string path, string message)
    {
        var fault = Read(Pod(field)).Faults.ShouldHaveSingleItem();
        (fault.FieldPath, fault.Message).ShouldBe((path, message));
        fault.Kind.ShouldBe(FaultKind.WrongType);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: pod\n", "kind", "unknown kind \"pod\" in apiVersion \"v1\"; did you mean \"Pod\"?", "2:7")]
    [InlineData("apiVersion: v1\nkind: Pods\n", "kind", "unknown kind \"Pods\" in apiVersion \"v1\"; did you mean \"Pod\"?", "2:7")]
    [InlineData("apiVersion: v1\nkind: Pdo\n", "kind", "unknown kind \"Pdo\" in apiVersion \"v1\"; did you mean \"Pod\"?", "2:7")]
    [InlineData("apiVersion: v1\nkind: Frobnicator\n", "kind", "unknown kind \"Frobnicator\" in apiVersion \"v1\"", "2:7")]
    [InlineData("apiVersion: V1\nkind: Pod\n", "apiVersion", "unknown apiVersion \"V1\" for Pod; did you mean \"v1\"?", "1:13")]
    [InlineData("apiVersion: core/v1\nkind: Pod\n", "apiVersion", "unknown apiVersion \"core/v1\" for Pod; did you mean \"v1\"?", "1:13")]
    [InlineData("kind: Pod\n", "apiVersion", "apiVersion is missing; every object says what it is, such as apiVersion: v1", "1:1")]
    [InlineData("apiVersion: v1\n", "kind", "kind is missing; every object says what it is, such as kind: Pod", "1:1")]
    [InlineData("apiVersion: v1\nkind:\n", "kind", "kind is missing; every object says what it is, such as kind: Pod", "2:1")]
    [InlineData("apiversion: v1\nkind: Pod\n", "apiVersion", "apiVersion is missing; did you mean \"apiVersion\" by \"apiversion\"?", "1:1")]
    [InlineData("apiVersion: 1\nkind: Pod\n", "apiVersion", "apiVersion must be a string, not the number 1; quote it: \"1\"", "1:13")]
    public void An_object_must_say_what_it_is(string yaml, string path, string message, string place)
    {
        var fault = Read(yaml).Faults.ShouldHaveSingleItem();
        (fault.FieldPath, fault.Message, fault.Position.ToString()).ShouldBe((path, message, "x.yml:" + place));
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var manifest = Read("apiVersion: v1\nkind: pod\nmetadata:\n  name: a\n  lables: {}\nspec:\n  containers:\n  - name: 1\n    name: x\n    comand: []\n---\nkind: Pod\n");
        manifest.Faults.Select(fault => (fault.Kind, fault.Position.Line)).ShouldBe(
        [
            (FaultKind.UnknownKind, 2), (FaultKind.UnknownField, 5), (FaultKind.WrongType, 8),
            (FaultKind.DuplicateField, 9), (FaultKind.UnknownField, 10), (FaultKind.MissingApiVersion, 12),
        ]);
        manifest.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Lists_are_taken_apart_and_keep_their_places()
    {
        var manifest = Read("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: b}\n---\napiVersion: v1\nkind: PodList\nmetadata: {resourceVersion: '1'}\nitems:\n- metadata: {name: c, namespace: d}\n");

        manifest.Faults.ShouldBeEmpty();
        manifest.Objects.Select(item => $"{item.ApiVersion} {item.Kind} {item.Namespace}/{item.Name} {item.Position}").ShouldBe(
            ["v1 Pod /a x.yml:4:3", "v1 Namespace /b x.yml:7:3", "v1 Pod d/c x.yml:15:3"]);
        manifest.Objects[2].Json.ToJsonString().ShouldContain("\"kind\":\"Pod\"");
    }

    [Fact]
    public void Restart_policy_of_a_container_passes_where_it_is_meant()
    {
        Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  initContainers:\n  - {name: s, restartPolicy: Always}\n  containers:\n  - {name: b}\n").Faults.ShouldBeEmpty();
        Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  restartPolicy: Always\n  containers:\n  - {name: b, restartPolicy: Never}\n").Faults.ShouldBeEmpty();
        Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: b\n    restartPolicy: Never\n    restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]\n").Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Validation_decides_what_becomes_of_unknown_fields()
    {
        var yaml = Pod("comand: [sh]") + "    image: 1\n    restartPolicy: Never\n";
        Read(yaml).Faults.Select(fault => fault.Severity).ShouldBe([FaultSeverity.Error, FaultSeverity.Error, FaultSeverity.Error]);
        Read(yaml, FieldValidation.Warn).Faults.Select(fault => fault.Severity).ShouldBe([FaultSeverity.Warning, FaultSeverity.Error, FaultSeverity.Warning]);
        Read(yaml, FieldValidation.Ignore).Faults.Select(fault => fault.Kind).ShouldBe([FaultKind.WrongType]);
    }

    [Fact]
    public void An_object_given_twice_is_an_error_unless_it_is_the_same()
    {
        const string One = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";
        var same = Read(One + "---\n" + One).Faults.ShouldHaveSingleItem();
        (same.Severity, same.Message).ShouldBe((FaultSeverity.Warning, "Namespace \"a\" is given twice; the first is at x.yml:4:3"));
        same.Position.ToString().ShouldBe("x.yml:9:3");

        var other = Read(One + "---\n" + One + "  labels: {a: b}\n").Faults.ShouldHaveSingleItem();
        (other.Severity, other.Kind).ShouldBe((FaultSeverity.Error, FaultKind.DuplicateObject));
    }

    [Theory]
    [InlineData("", "x.yml:1:1: error: the file is empty")]
    [InlineData("# nothing\n---\n", "x.yml:1:1: error: there is no object in the file")]
    [InlineData("[]", "x.yml:1:1: error: an object with apiVersion and kind is expected here, not a list")]
    [InlineData("just text", "x.yml:1:1: error: an object with apiVersion and kind is expected here, not a single value")]
    [InlineData("{\"apiVersion\": \"v1\",,}", "x.yml:1:21: error: not valid JSON: ',' is an invalid start of a property name")]
    public void A_file_without_objects_is_refused(string text, string headline) =>
        FaultPrinter.Headline(Read(text).Faults.ShouldHaveSingleItem()).ShouldBe(headline);

    [Fact]
    public void A_file_or_an_object_that_is_too_large_is_refused()
    {
        var pod = Pod("image: x") + "  hostname: " + new string('x', 10 * 1024 * 1024) + "\n";
        Read(pod).Faults.ShouldHaveSingleItem().Message.ShouldBe("the object has about 10.0 MiB; an API server takes no more than 3.0 MiB");
        Read(new string('#', 17 * 1024 * 1024)).Faults.ShouldHaveSingleItem().Message.ShouldBe("the file has 17.0 MiB; no more than 16.0 MiB are read");
    }

    [Fact]
    public void A_large_file_of_small_objects_is_read()
    {
        var yaml = string.Join("---\n", Enumerable.Range(0, 4000).Select(i => Pod("image: x").Replace("name: p", $"name: p{i}", StringComparison.Ordinal)));
        var manifest = Read(yaml);
        manifest.Faults.ShouldBeEmpty();
        manifest.Objects.Length.ShouldBe(4000);
        manifest.Objects[3999].Name.ShouldBe("p3999");
    }

    [Fact]
    public void JSON_and_flow_style_are_read_alike()
    {
        Read("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}").Objects.ShouldHaveSingleItem().Name.ShouldBe("a");
        Read("{apiVersion: v1, kind: Pod, metadata: {name: a}} # more forgiving").Objects.ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public void What_was_read_decodes_into_the_object_model()
    {
        var item = Read(Pod("image: busybox\n    securityContext: {privileged: off}")).Objects.ShouldHaveSingleItem();
        var pod = ApiJson.FromJson<Pod>(item.Json);
        pod.Spec.Containers[0].Image.ShouldBe("busybox");
        pod.Spec.Containers[0].SecurityContext!.Privileged.ShouldBe(false);
        pod.Metadata.Name.ShouldBe("p");
    }

    [Theory]
    [InlineData("spec.containers[0].image", "8:5")]
    [InlineData("spec.containers[0].ports[0].hostPort", "7:5")]
    [InlineData("metadata.name", "4:3")]
    [InlineData("metadata.labels[app]", "3:1")]
    [InlineData("", "1:1")]
    [InlineData("spec.containers[9", "6:3")]
    public void A_servers_field_path_leads_back_to_the_file(string path, string place) =>
        Read(Pod("image: x")).Objects[0].Locate(path).ToString().ShouldBe("x.yml:" + place);

    [Fact]
    public void The_examples_have_no_faults()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LocalPods.sln")))
        {
            folder = folder.Parent;
        }

        var files = Directory.GetFiles(Path.Combine(folder.FullName, "examples"), "*.yml", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            FaultPrinter.Print(ManifestReader.Read(Path.GetFileName(file), File.ReadAllBytes(file)).Faults).ShouldBe("");
        }
    }

    private static string Pod(string field) => $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: c\n    {field}\n";

    private static Manifest Read(string yaml, FieldValidation validation = FieldValidation.Strict) =>
        ManifestReader.Read("x.yml", Encoding.UTF8.GetBytes(yaml), new ManifestOptions { Validation = validation });
}
