using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public class PodUpdateValidationTests
{
    private static readonly Pod Old = PodDefaults.Apply(ApiJson.FromJson<Pod>(JsonNode.Parse("""
        {"metadata":{"name":"p","namespace":"default","uid":"u1"},
         "spec":{"activeDeadlineSeconds":30,"tolerations":[{"key":"a","operator":"Exists"}],"initContainers":[{"name":"i","image":"i:1"}],"containers":[{"name":"a","image":"app:1","env":[{"name":"A","value":"1"}]}]}}
        """)!));

    [Fact]
    public void Images_a_shorter_deadline_further_tolerations_and_labels_may_change() => Faults(Old with
    {
        Metadata = Old.Metadata with { Labels = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("a", "b")]) },
        Spec = Old.Spec with
        {
            ActiveDeadlineSeconds = 10,
            Tolerations = [.. Old.Spec.Tolerations, new Toleration { Key = "b", Operator = "Exists" }],
            Containers = [Old.Spec.Containers[0] with { Image = "app:2" }],
            InitContainers = [Old.Spec.InitContainers[0] with { Image = "i:2" }],
        },
    }).ShouldBeEmpty();

    [Fact]
    public void Anything_else_is_refused_with_what_differs() =>
        Faults(Old with { Spec = Old.Spec with { Containers = [Old.Spec.Containers[0] with { Env = [new EnvVar { Name = "A", Value = "2" }], WorkingDir = "/x" }] } })
            .ShouldBe([
                "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
                + "- spec.containers[0].env[0].value: \"1\"\n+ spec.containers[0].env[0].value: \"2\"\n+ spec.containers[0].workingDir: \"/x\"\n"]);

    [Fact]
    public void Containers_are_neither_added_nor_removed() =>
        Faults(Old with { Spec = Old.Spec with { Containers = [.. Old.Spec.Containers, new Container { Name = "b", Image = "b:1", ImagePullPolicy = "Never" }] } })
            .ShouldBe(["spec.containers: Forbidden: pod updates may not add or remove containers"]);

    [Fact]
    public void The_deadline_only_shrinks()
    {
        Faults(Old with { Spec = Old.Spec with { ActiveDeadlineSeconds = 60 } })
            .ShouldBe(["spec.activeDeadlineSeconds: Invalid value: 60: must be less than or equal to previous value"]);
        Faults(Old with { Spec = Old.Spec with { ActiveDeadlineSeconds = null } })
            .ShouldBe(["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"]);
    }

    [Fact]
    public void Tolerations_are_not_removed() =>
        Faults(Old with { Spec = Old.Spec with { Tolerations = [] } })
            .ShouldBe(["spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"]);

    [Fact]
    public void A_negative_grace_period_may_become_one()
    {
        var old = Old with { Spec = Old.Spec with { TerminationGracePeriodSeconds = -1 } };
        PodValidation.ValidateUpdate(old with { Spec = old.Spec with { TerminationGracePeriodSeconds = 1 } }, old).ShouldBeEmpty();
        PodValidation.ValidateUpdate(old with { Spec = old.Spec with { TerminationGracePeriodSeconds = 2 } }, old).ShouldHaveSingleItem().Path.ShouldBe("spec");
    }

    [Fact]
    public void Scheduling_gates_may_only_go()
    {
        var gated = Old with { Spec = Old.Spec with { SchedulingGates = [new PodSchedulingGate { Name = "x" }] } };
        PodValidation.ValidateUpdate(Old, gated).ShouldBeEmpty();
        PodValidation.ValidateUpdate(gated, Old).ShouldHaveSingleItem().Path.ShouldBe("spec");
    }

    [Fact]
    public void The_uid_stays() => Faults(Old with { Metadata = Old.Metadata with { Uid = "zz" } })
        .ShouldBe(["metadata.uid: Invalid value: \"zz\": field is immutable"]);

    [Fact]
    public void No_finalizer_is_added_while_the_object_is_being_deleted()
    {
        var deleting = Old with { Metadata = Old.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        PodValidation.ValidateUpdate(deleting with { Metadata = deleting.Metadata with { Finalizers = ["a.b/c"] } }, deleting)
            .ShouldHaveSingleItem().ToString().ShouldBe(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a.b/c\"}");
    }

    [Fact]
    public void Ephemeral_containers_are_only_added_and_stay_plain()
    {
        var debug = new Container { Name = "debug", Image = "sh:1", ImagePullPolicy = "Never" };
        var with = Old with { Spec = Old.Spec with { EphemeralContainers = [debug.ToEphemeral("a")] } };
        PodValidation.ValidateEphemeralContainers(with, Old).ShouldBeEmpty();
        PodValidation.ValidateEphemeralContainers(Old, with).ShouldHaveSingleItem().Detail.ShouldContain("may not be removed");
        var faulty = debug with { Ports = [new ContainerPort { Port = 1, Protocol = "TCP" }] };
        PodValidation.ValidateEphemeralContainers(Old with { Spec = Old.Spec with { EphemeralContainers = [faulty.ToEphemeral("nope")] } }, Old)
            .Select(e => e.ToString()).ShouldBe([
                "spec.ephemeralContainers[0].targetContainerName: Not found: \"nope\"",
                "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container"]);
    }

    private static string[] Faults(Pod pod) => [.. PodValidation.ValidateUpdate(pod, Old).Select(e => e.ToString())];
}
