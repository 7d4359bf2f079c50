using System.Text.Json;
using LocalPods.Api.Coverage;

namespace LocalPods.Api.Tests.Coverage;

/// <summary>The table of what becomes of fields knows all fields that there are, and no others.</summary>
public sealed class CoverageTableTests
{
    private static readonly CoverageTable Table = CoverageTable.Pod;

    [Fact]
    public void Every_field_of_a_pod_has_its_line() => PodFields.All().Where(path => Table.Find(path) is null).ShouldBeEmpty();

    [Fact]
    public void Every_line_is_about_fields_that_there_are()
    {
        var (fields, holders) = (PodFields.All(), PodFields.Holders());
        Table.Entries
            .Where(e => e.Path.EndsWith(".**", StringComparison.Ordinal) ? !holders.Contains(e.Path[..^3]) : !fields.Contains(e.Path) && !holders.Contains(e.Path))
            .Select(e => e.Path)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_field_has_two_lines() =>
        Table.Entries.GroupBy(e => (e.Path, e.Value, e.Key)).Where(g => g.Count() > 1).Select(g => g.Key.Path).ShouldBeEmpty();

    [Fact]
    public void What_does_something_is_named_field_by_field_with_its_test_and_what_does_not_says_why()
    {
        foreach (var entry in Table.Entries)
        {
            if (entry.Coverage.Kind is CoverageKind.Honoured or CoverageKind.Emulated)
            {
                entry.Path.ShouldNotEndWith(".**", "a field added later must not count as honoured unseen");
                entry.Coverage.Test.ShouldMatch(@"^\w+\.\w+$", entry.Path);
            }
            else
            {
                entry.Coverage.Note.ShouldNotBeEmpty(entry.Path);
            }
        }
    }

    [Fact]
    public void The_most_exact_line_counts()
    {
        var table = CoverageTable.Parse("""
            # a remark
            [spec.{a,b}[]]
            x, y.z | honoured | | T.One
            x=1 | refused | not that
            m | honoured | | T.Two
            m[one] | emulated | half | T.Three
            m[two.*] | warned | nothing
            rest.** | no effect | why
            """);
        table.Find("spec.a[].x")!.Kind.ShouldBe(CoverageKind.Honoured);
        table.Find("spec.b[].y.z")!.Test.ShouldBe("T.One");
        table.Find("spec.b[].x", "1").ShouldBe(new FieldCoverage(CoverageKind.Refused, "not that"));
        table.Find("spec.b[].x", "2")!.Kind.ShouldBe(CoverageKind.Honoured);
        table.Find("spec.a[].m", key: "one")!.Note.ShouldBe("half");
        table.Find("spec.a[].m", key: "two.x")!.Warns.ShouldBeTrue();
        table.Find("spec.a[].m", key: "three")!.Test.ShouldBe("T.Two");
        table.Find("spec.a[].rest.of.it")!.Note.ShouldBe("why");
        table.Find("spec.a[].rest")!.Note.ShouldBe("why");
        table.Find("spec.a[].y").ShouldBeNull();
        table.Find("spec.c[].x").ShouldBeNull();
    }

    [Fact]
    public void What_a_pod_sets_is_told_in_its_order()
    {
        var pod = JsonElement.Parse("""
            {
              "metadata": {"name": "web", "labels": {"app": "web"}},
              "spec": {
                "containers": [{"name": "c", "command": ["a", "b"], "resources": {"limits": {"cpu": "1", "example.com/gpu": "2"}}, "ports": [], "comand": "x"}],
                "volumes": [{"name": "v", "emptyDir": {}}],
                "hostUsers": false,
                "securityContext": {}
              }
            }
            """);
        PodFields.SetBy(pod).Select(f => $"{f.Path} {f.Coverage.Kind}{(f.Coverage.Warns ? "!" : "")}").ShouldBe(
        [
            "metadata.name Honoured",
            "metadata.labels Honoured",
            "spec.containers[0].name Honoured",
            "spec.containers[0].command Honoured",
            "spec.containers[0].resources.limits[cpu] Honoured",
            "spec.containers[0].resources.limits[example.com/gpu] Refused",
            "spec.containers[0].comand Refused",
            "spec.volumes[0].name Honoured",
            "spec.volumes[0].emptyDir Honoured",
            "spec.hostUsers Refused",
        ]);
    }
}
