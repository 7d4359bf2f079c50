using System.Text.RegularExpressions;

namespace LocalPods.Integration;

/// <summary>The command prints, to the character, what kubectl prints of the same daemon.</summary>
[Trait("needs", "docker")]
[Trait("over", "any")]
public sealed partial class KubectlOutputTests(Instance instance) : IClassFixture<Instance>
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: talkative
          labels: {app: shop, tier: web}
          annotations:
            note: short
            config: |
              line one
                line two
        spec:
          tolerations:
            - {key: zed, operator: Exists, effect: NoSchedule}
            - {key: alpha, value: b, effect: NoExecute, tolerationSeconds: 30}
          topologySpreadConstraints:
            - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: shop}}}
          readinessGates: [{conditionType: "example.com/gate"}]
          terminationGracePeriodSeconds: 1
          initContainers:
            - name: first
              image: busybox:1.32.0
              command: ["sh", "-c", "echo 'one\ttwo'"]
            - name: web
              image: nginx:1.17.10-alpine
              restartPolicy: Always
              ports: [{containerPort: 80}, {containerPort: 8443, protocol: UDP}]
              startupProbe: {httpGet: {port: 80, path: index.html}, periodSeconds: 1, failureThreshold: 30}
              livenessProbe: {httpGet: {port: 80, path: "/a b?c=d%20e"}, failureThreshold: 1000}
          containers:
            - name: main
              image: busybox:1.32.0
              command: ["sh", "-c", "echo hello; echo oops >&2; sleep 3600"]
              args: ["a", "b c", "", "multi\nline"]
              env:
                - {name: PLAIN, value: x}
                - {name: LINES, value: "a\nb"}
                - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: CPU, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}}
                - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
              resources: {requests: {cpu: 10m}, limits: {cpu: "1", memory: 64Mi}}
              livenessProbe: {exec: {command: ["sh", "-c", "exit 0"]}, initialDelaySeconds: 3}
              readinessProbe: {tcpSocket: {port: 80}, successThreshold: 2}
              volumeMounts:
                - {name: scratch, mountPath: /z}
                - {name: host, mountPath: /h, readOnly: true}
          volumes:
            - {name: scratch, emptyDir: {}}
            - {name: host, hostPath: {path: /tmp, type: Directory}}
        """;

    [KubectlFact]
    public async Task What_is_read_looks_the_same()
    {
        await instance.ApplyAsync(Pod);
        await instance.WaitForPodAsync(
            "talkative", p => p.GetProperty("status").GetProperty("conditions").EnumerateArray().Any(c => (c.GetProperty("type").GetString(), c.GetProperty("status").GetString()) == ("ContainersReady", "True")));
        var kubeconfig = await instance.KubeconfigAsync();

        foreach (var line in (string[])
                 [
                     "get pods", "get pods -o wide", "get pods -A", "get pods --show-labels -L app,none", "get pod talkative -o name", "get pod talkative -o yaml", "get pod talkative -o json",
                     "get pod nosuch", "get pods -n nowhere", "get nodes -o wide", "get ns",
                     "describe pod talkative", "describe pod nosuch", "describe ns default",
                     "logs talkative -c main", "logs talkative -c first --tail=1", "logs talkative --all-containers --prefix --tail=2", "logs talkative -p -c main",
                     "exec talkative -c main -- sh -c exit${IFS}3", "exec talkative -c nosuch -- true", "exec nosuch -- true",
                     "delete pod nosuch", "delete pod nosuch --ignore-not-found",
                 ])
        {
            // Ages may tick between the two.
            await Eventually.ShouldAsync(
                async () =>
                {
                    var ours = await instance.RunAsync(line.Split(' '));
                    var theirs = await Command.RunAsync("kubectl", ["--kubeconfig", kubeconfig, .. line.Split(' ')], new Dictionary<string, string> { ["HOME"] = instance.Folder });
                    (ours.ExitCode, AsOlderKubectl(ours.Output), ours.Error).ShouldBe((theirs.ExitCode, AsOlderKubectl(theirs.Output), theirs.Error), line);
                });
        }
    }

    /// <summary>Without what kubectl tells only since 1.36: which container an event is about.</summary>
    private static string AsOlderKubectl(string text) => EventField().Replace(text, "");

    [GeneratedRegex(@"spec\.\w+\{[^}]*\}: ")]
    private static partial Regex EventField();
}
