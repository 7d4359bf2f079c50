namespace LocalPods.Compatibility;

/// <summary>What pods use, resizes and Pod Security with every kubectl.</summary>
[Trait("needs", "docker")]
public sealed class TopTests(Instance instance) : KubectlTest(instance)
{
    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-38")]
    public async Task Use_is_shown_resources_are_resized_and_standards_warn(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "used");
        (await MustAsync(version, "top", "pods")).ShouldMatch(@"^NAME +CPU\(cores\) +MEMORY\(bytes\) +\nused +\d+m +\d+Mi +\n$");
        (await MustAsync(version, "top", "pod", "used", "--containers", "--no-headers")).ShouldMatch(@"^used +main +\d+m +\d+Mi +\n$");
        (await MustAsync(version, "top", "pods", "-A", "--sort-by=cpu")).ShouldContain("used");
        (await MustAsync(version, "top", "nodes")).ShouldMatch(@"^NAME +CPU\(cores\) +CPU.* +MEMORY\(bytes\) +MEMORY.*\n\S+ +\d+m +\d+% +\d+Mi +\d+% +\n$");
        (await TryAsync(version, null, "top", "pod", "nope")).Error.ShouldContain($"podmetrics.metrics.k8s.io \"{Namespace(version)}/nope\" not found");
        (await TryAsync(version, null, "label", "namespace", Namespace(version), "pod-security.kubernetes.io/enforce=restricted")).Error
            .ShouldContain($"existing pods in namespace \"{Namespace(version)}\" violate the new PodSecurity enforce level \"restricted:latest\"");
        (await TryAsync(version, Sleeper("refused"), "apply", "-f", "-")).Error.ShouldContain("violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false");
        if (Kubectl.IsAtLeast(version, 32))
        {
            var refused = await TryAsync(version, null, "patch", "pod", "used", "--subresource", "resize", "-p", """{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"1m"}}}]}}""");
            refused.Error.ShouldContain("Pod QOS Class may not change as a result of resizing");
        }
    }
}
