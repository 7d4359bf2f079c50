namespace LocalPods.Compatibility;

[Trait("needs", "docker")]
public sealed class ServerSideApplyTests(Instance instance) : KubectlTest(instance)
{
    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "API-36")]
    [Trait("spec", "API-37")]
    public async Task The_server_applies_names_who_else_owns_a_field_and_takes_it_when_forced(string version)
    {
        Kubectl.Require(version);
        await TryAsync(version, null, "create", "namespace", Namespace(version));
        (await MustAsync(version, Settings("debug"), ["apply", "--server-side", "-f", "-"])).ShouldBe("configmap/settings serverside-applied\n");
        var first = await MustAsync(version, "get", "configmap", "settings", "-o", "jsonpath={.metadata.resourceVersion}");
        (await MustAsync(version, Settings("debug"), ["apply", "--server-side", "-f", "-"])).ShouldBe("configmap/settings serverside-applied\n");
        (await MustAsync(version, "get", "configmap", "settings", "-o", "jsonpath={.metadata.resourceVersion}")).ShouldBe(first, "nothing changed");

        await MustAsync(version, "patch", "configmap", "settings", "--type=merge", "--field-manager=upd", "-p", """{"data":{"level":"info"}}""");
        var conflict = await TryAsync(version, Settings("warn"), "apply", "--server-side", "-f", "-");
        conflict.ExitCode.ShouldBe(1);
        conflict.Error.ShouldStartWith("error: Apply failed with 1 conflict: conflict with \"upd\" using v1: .data.level\nPlease review the fields above");
        (await MustAsync(version, Settings("warn"), ["apply", "--server-side", "--force-conflicts", "-f", "-"])).ShouldBe("configmap/settings serverside-applied\n");
        (await MustAsync(version, "get", "configmap", "settings", "-o", "jsonpath={.data.level}")).ShouldBe("warn");

        var shown = await MustAsync(version, "get", "configmap", "settings", "-o", "yaml", "--show-managed-fields");
        shown.ShouldContain("manager: kubectl\n    operation: Apply\n");
        shown.ShouldNotContain("manager: upd");
        (await MustAsync(version, "get", "configmap", "settings", "-o", "yaml")).ShouldNotContain("managedFields");

        await MustAsync(version, Settings("warn").Replace("  extra: \"1\"\n", "", StringComparison.Ordinal), ["apply", "--server-side", "-f", "-"]);
        (await MustAsync(version, "get", "configmap", "settings", "-o", "jsonpath={.data}")).ShouldBe("""{"level":"warn"}""");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task An_object_that_kubectl_applied_itself_moves_to_the_server(string version)
    {
        Kubectl.Require(version);
        await TryAsync(version, null, "create", "namespace", Namespace(version));
        var manifest = Settings("debug").Replace("settings", "moving", StringComparison.Ordinal);
        await MustAsync(version, manifest, ["apply", "-f", "-"]);
        await MustAsync(version, manifest.Replace("debug", "info", StringComparison.Ordinal), ["apply", "--server-side", "-f", "-"]);
        (await MustAsync(version, "get", "configmap", "moving", "-o", "jsonpath={.data.level}")).ShouldBe("info");
        await MustAsync(version, manifest.Replace("  extra: \"1\"\n", "", StringComparison.Ordinal), ["apply", "--server-side", "-f", "-"]);
        if (Kubectl.IsAtLeast(version, 26))
        {
            (await MustAsync(version, "get", "configmap", "moving", "-o", "jsonpath={.data}")).ShouldBe("""{"level":"debug"}""", "newer ones hand over what they owned as a client");
        }
    }

    private static string Settings(string level) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          level: {{level}}
          extra: "1"

        """;
}
