using System.Text;
using System.Text.RegularExpressions;

namespace LocalPods.Compatibility;

/// <summary>
/// The same lines, typed to kubectl, to the command at its daemon's socket, and to the command where there is no socket and a kubeconfig names the
/// API: each in a namespace of its own at one daemon. All return the same code and print the same words.
/// </summary>
[Trait("needs", "docker")]
public sealed partial class SameWordsTests(Instance instance) : IClassFixture<Instance>, IAsyncLifetime
{
    private const string Editor = "KUBE_EDITOR";
    private const string Ours = "nsours";
    private const string Away = "nsaway";
    private const string Theirs = "nsthem";

    // What lines read with "< name".
    private static readonly Dictionary<string, string> s_inputs = new(StringComparer.Ordinal)
    {
        ["one"] = "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: '1'}}",
        ["two"] = "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: '2', b: '3'}}",
        ["both"] = """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: first, labels: {app: shop}}, data: {a: '1'}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: second, labels: {app: shop}}, data: {a: '1'}}
            """,
        ["first"] = "{apiVersion: v1, kind: ConfigMap, metadata: {name: first, labels: {app: shop}}, data: {a: '1'}}",
        ["third"] = "{apiVersion: v1, kind: ConfigMap, metadata: {name: third, labels: {only: one}}}",
        ["pod"] = "{apiVersion: v1, kind: Pod, metadata: {name: quick}, spec: {containers: [{name: main, image: 'busybox:1.32.0', command: [sleep, '3600']}], terminationGracePeriodSeconds: 0}}",
    };

    /// <summary>Scripts: a name, and lines.</summary>
    public static TheoryData<string, string> Scripts => new()
    {
        {
            "create and replace", """
            create
            create -f nosuch.yml
            create -f - < one
            create -f - < one
            create -f - --dry-run=client < two
            create -f - --dry-run=server < both
            create -f - -o name < both
            replace -f - < two
            replace -f - --dry-run=server < two
            get configmap one -o jsonpath='{.data}'
            replace --force -f - < one
            replace --force --dry-run=server -f - < one
            replace --grace-period=3 -f - < one
            replace
            delete configmap one first second
            replace -f - < one
            create namespace
            create namespace a b
            create ns tried --dry-run=client
            create ns tried --dry-run=client -o yaml
            create namespace tried --dry-run=server
            create namespace default
            """
        },
        {
            "label", """
            create -f - < both
            create -f - < third
            label configmap first tier=front
            label configmap first tier=front
            label configmap first tier=back
            label configmap first tier=back --overwrite
            label configmap/first configmap/second more=yes-please
            label configmaps -l app=shop seen=1
            label configmaps first second --overwrite all=1 -o name
            label configmap first tier-
            label configmap first tier-
            label configmap first x=1 --dry-run=client
            label configmap first x=1 --dry-run=server
            get configmap first -o jsonpath='{.metadata.labels}'
            label configmap third --list
            label configmap first
            label configmap first bad='a b'
            label configmap first a=b=c
            label configmap first a=1 second
            label configmap first a=1 a-
            label
            label configmap nosuch a=1
            label configmap a=1
            label configmap first --all a=1
            label configmap --all -l app=shop a=1
            delete configmap third
            label nosuch first a=1
            delete configmap first second
            """
        },
        {
            "annotate", """
            create -f - < one
            annotate configmap one note='a b'
            annotate configmap one note='a b'
            annotate configmap one note=other
            annotate configmap one note=other --overwrite
            annotate configmap one eq=a=b
            get configmap one -o jsonpath='{.metadata.annotations}'
            annotate configmap one note-
            annotate configmap one note- note=1
            annotate configmap one --list
            annotate configmap one
            annotate configmap nosuch a=1
            delete configmap one
            """
        },
        {
            "patch", """
            create -f - < one
            patch configmap one -p '{"data":{"c":"3"}}'
            patch configmap one -p '{"data":{"c":"3"}}'
            patch configmap one -p 'data: {d: "4"}'
            patch configmap one --type=merge -p '{"data":{"a":null}}'
            patch configmap one --type=json -p '[{"op":"add","path":"/data/e","value":"5"}]'
            get configmap one -o jsonpath='{.data}'
            patch configmap one --type=merge -p '{"data":{"f":"1"}}' --dry-run=server
            patch configmap one --type=merge -p '{"data":{"f":"1"}}' --dry-run=client
            patch configmap one --type=foo -p '{}'
            patch configmap one
            patch configmap one -p '{}' --patch-file x
            patch configmap one --patch-file nosuch
            patch configmap nosuch -p '{}'
            patch configmap one --type=merge -p '{"data":{"x":"1"}}' -o name
            delete configmap one
            """
        },
        {
            "wait", """
            create -f - < one
            wait --for=jsonpath='{.data.a}'=1 configmap/one
            wait --for=jsonpath='{.data.a}' configmap/one
            wait --for=jsonpath='{.data.a}'=2 configmap/one --timeout=1s
            wait --for=jsonpath='{.data.a}'=2 configmap/one --timeout=0
            wait --for=jsonpath='{.data.a}'= configmap/one
            wait --for=jsonpath='{.data}'=x configmap/one
            wait --for=condition=Ready configmap/one --timeout=1s
            wait --for=condition=Ready configmap --all --timeout=0
            wait --for=delete configmap/nosuch
            wait --for=delete configmap/one --timeout=1s
            wait --for=condition=Ready configmap/nosuch
            wait --for=foo configmap/one
            wait configmap/one
            wait --for=create configmap/one
            wait --for=create configmap/nosuch --timeout=1s
            wait --for=condition=Ready configmap -l app=none
            wait --for=jsonpath='{.data.a}'=1 configmap/one -o name
            delete configmap one
            create -f - < pod
            wait --for=condition=Ready pod/quick --timeout=60s
            wait --for=condition=ready=false pod/quick --timeout=1s
            wait --for=jsonpath='{.status.phase}'=Running pod/quick
            delete pod quick
            """
        },
        {
            "create from flags", """
            create configmap m --from-literal=a=1
            create configmap m --from-literal=a=1
            create secret generic s --from-literal=a=1
            create secret generic s --from-literal=a=1
            create quota q --hard=pods=1
            create quota q --hard=pods=1
            create quota bad --hard=pods=x
            create service clusterip svc --tcp=80
            create service clusterip svc --tcp=80
            create serviceaccount robot
            create serviceaccount robot
            create role viewer --verb=get,list --resource=pods,pods/log
            create role viewer --verb=get --resource=pods
            create role v --verb=foo --resource=po,leases.coordination.k8s.io --resource-name=a --dry-run=client -o yaml
            create role v --verb=get --resource=nosuch.grp/x --dry-run=client
            create role v --verb=get
            create role v --resource=pods
            create clusterrole c --verb=get --resource=nodes --non-resource-url=/metrics --dry-run=client -o yaml
            create clusterrole c --verb=list --non-resource-url=/a --dry-run=client
            create clusterrole c --aggregation-rule=a=b --dry-run=client -o yaml
            create rolebinding b --role=viewer --serviceaccount=default:robot --user=jane --group=g
            create rolebinding b --role=viewer --user=jane
            create rolebinding b --clusterrole=view --user=a,b --dry-run=client -o yaml
            create rolebinding b
            create clusterrolebinding b --user=jane
            create token nosuch
            create token robot --duration=1500ms
            create token robot --bound-object-kind=Foo
            create token robot --duration=5s
            describe role viewer
            describe rolebinding b
            describe serviceaccount robot
            describe quota q
            describe storageclass local-path
            delete quota/q configmap/m secret/s service/svc serviceaccount/robot role/viewer rolebinding/b
            """
        },
        {
            "access", """
            auth can-i get pods
            auth can-i foo pods/web
            auth can-i get nodes
            auth can-i get nosuch.grp
            auth can-i get /metrics
            auth can-i get
            auth can-i --list
            auth can-i --list get pods
            auth can-i get pods --no-headers
            describe clusterrole admin
            describe clusterrolebinding cluster-admin
            """
        },
        {
            "explain", """
            explain pod.spec.containers
            explain pod.spec.containers.ports.protocol
            explain pods --recursive
            explain lease.spec
            explain crd.spec.versions.schema --recursive
            explain pod.nosuch
            explain nosuch
            explain
            explain pods --api-version=v2
            """
        },
        {
            "edit, expose and prune", """
            edit
            edit configmap nosuch
            edit configmap -o foo
            apply -f - < both
            edit configmap first
            apply -f - --prune < both
            apply -f - --prune --all -l app=shop < both
            apply -f - --prune --all --prune-allowlist=ConfigMap < both
            apply -f - --prune -l app=shop --prune-allowlist=core/v1/ConfigMap --dry-run=server < first
            apply -f - --prune -l app=shop --prune-allowlist=core/v1/ConfigMap < first
            diff -f - < first
            diff
            diff -f nosuch
            expose
            expose configmap first --port=80
            delete configmap first
            create -f - < pod
            expose pod quick --port=80 --dry-run=client -o yaml
            expose pod quick --port=80 --selector=a=b
            expose pod quick --selector=a=b
            expose service quick --name=again --port=90
            delete service quick again
            delete pod quick
            """
        },
        {
            "config", """
            config view --kubeconfig=/nonexistent/x
            config get-contexts --kubeconfig=/nonexistent/x
            config get-contexts nosuch --kubeconfig=/nonexistent/x
            config current-context --kubeconfig=/nonexistent/x
            config use-context nosuch --kubeconfig=/nonexistent/x
            config rename-context nosuch other --kubeconfig=/nonexistent/x
            config delete-context nosuch --kubeconfig=/nonexistent/x
            config set-context --kubeconfig=/nonexistent/x
            config set-cluster x --embed-certs --kubeconfig=/nonexistent/x
            config set-credentials x --token=a --username=b --kubeconfig=/nonexistent/x
            """
        },
        {
            "scale", """
            scale configmap/nosuch
            scale --replicas=-1 configmap/nosuch
            """
        },
    };

    public async Task InitializeAsync()
    {
        instance.Variables[Editor] = "true";
        foreach (var ns in (string[])[Ours, Away, Theirs])
        {
            await instance.RunAsync("create", "namespace", ns);

            // What every namespace gets soon after it was made.
            await instance.MustAsync("wait", "--for=create", "configmap/kube-root-ca.crt", "serviceaccount/default", "--namespace", ns);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public async Task All_say_the_same(string about, string script)
    {
        var version = Kubectl.Newest;
        Kubectl.Require(version);
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = await instance.KubeconfigAsync(), ["HOME"] = instance.Folder, [Editor] = "true" };
        var elsewhere = new Dictionary<string, string>(environment)
        {
            ["LOCALPODS_CONTEXT"] = "localpods-" + instance.Name,
            ["LOCALPODS_STATE_DIR"] = Directory.CreateDirectory(Path.Combine(instance.Folder, "nothing-here")).FullName,
            ["NO_COLOR"] = "1",
        };
        var differences = new StringBuilder();
        foreach (var line in script.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (words, input) = Read(line);
            var told = await Task.WhenAll(
                Command.RunAsync(Kubectl.PathOf(version), ["--namespace", Theirs, .. words], environment, input),
                instance.RunAsync(input, ["--namespace", Ours, .. words]),
                Command.RunAsync(Instance.Executable, ["--namespace", Away, .. words], elsewhere, input));
            var expected = Told(told[0], Theirs, "kubectl");
            foreach (var (way, actual) in new[] { ("socket", Told(told[1], Ours, "localpods")), ("kubeconfig", Told(told[2], Away, "localpods")) }.Where(w => w.Item2 != expected))
            {
                differences.AppendLine($"--- {line}").AppendLine(expected).AppendLine($"+++ by its {way}").AppendLine(actual);
            }
        }

        differences.ToString().ShouldBeEmpty(about);
    }

    private static string Told(CommandResult result, string ns, string program)
    {
        var error = Usage().Replace(result.Error, "");
        return NewerOrOlder().Replace($"{result.ExitCode}\n{result.Output}{error}", "").Replace(ns, "NAMESPACE", StringComparison.Ordinal).Replace(program, "PROGRAM", StringComparison.Ordinal).TrimEnd();
    }

    /// <summary>Words as a shell parts them, and what the line reads.</summary>
    private static (List<string> Words, string? Input) Read(string line)
    {
        var at = line.LastIndexOf(" < ", StringComparison.Ordinal);
        var (rest, input) = at < 0 ? (line, null) : (line[..at], s_inputs[line[(at + 3)..]]);
        var words = new List<string>();
        foreach (Match word in Word().Matches(rest))
        {
            words.Add(word.Value.Replace("'", "", StringComparison.Ordinal));
        }

        return (words, input);
    }

    [GeneratedRegex("(?:'[^']*'|[^ '])+")]
    private static partial Regex Word();

    // What some versions print and others do not.
    [GeneratedRegex(@" from \w+ namespace|\n *creationTimestamp: null")]
    private static partial Regex NewerOrOlder();

    // What follows a wrong command line, and what newer kubectls say of the daemon's version.
    [GeneratedRegex(@"(?m)^(See '.*'( for usage\.?| for help and examples)|WARNING: version difference.*)\n?")]
    private static partial Regex Usage();
}
