using System.Text;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public sealed class FaultPrinterTests
{
    [Fact]
    public void Faults_of_a_pod_are_printed_like_a_compilers() => Check("faults-pod", """
        apiVersion: v1
        kind: pod
        metadata:
          name: web
          lables:
            app: web
        spec:
          restartpolicy: Never
          containers:
          - name: web
            images: nginx:1.17.10-alpine
            comand: ["nginx", "-g", "daemon off;"]
            ports: 80
            env:
            - name: PORT
              value: 8080
            - name: DEBUG
              value: on
            livenessProbe:
              httpGet:
                path: /
                port: 80
                initialDelaySeconds: 5
              exec:
                command: [test, -e, /tmp/x]
                periodSeconds: 2
            resources:
              limits:
                memory: 128MB
          - name: side
            image: busybox
            restartPolicy: Never
        """);

    [Fact]
    public void Faults_of_YAML_itself_are_printed_with_the_line() => Check("faults-yaml", "a:\n\tb: 1\n---\na: \"open\n---\non: 1\nkind: Pod\napiVersion: v1\n---\na: b: c\n---\na: *b\n");

    [Fact]
    public void A_long_line_is_cut_around_the_fault() => Check("faults-long-line",
        $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"a\",\"annotations\":{{\"x\":\"{new string('x', 200)}\"}},\"lables\":{{\"y\":\"{new string('y', 200)}\"}}}}}}");

    [Fact]
    public void The_caret_stands_right_after_wide_and_invisible_characters() => Check("faults-caret", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, \"é😀\": 1, annotations: {a: \"\t\u200B\"}, nmae: x}\n");

    [Fact]
    public void A_file_cannot_colour_the_terminal()
    {
        var text = FaultPrinter.Print(ManifestReader.Read("x.yml", Encoding.UTF8.GetBytes("apiVersion: v1\nkind: Pod\n\"\\e[31m\": 1\nmetadata: {name: [\"\\u009b\"]}\n")).Faults);
        text.ShouldContain("unknown field \"?[31m\"");
        text.Where(c => char.IsControl(c) && c != '\n').ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_of_the_whole_file_has_no_excerpt() => Check("faults-empty", "");

    private static void Check(string name, string yaml) =>
        Golden.Check(name, FaultPrinter.Print(ManifestReader.Read("x.yml", Encoding.UTF8.GetBytes(yaml)).Faults));
}
