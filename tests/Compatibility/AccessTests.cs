namespace LocalPods.Compatibility;

/// <summary>Who may do what, as kubectl makes it and asks for it.</summary>
[Trait("needs", "docker")]
public sealed class AccessTests(Instance instance) : KubectlTest(instance)
{
    private readonly Instance _instance = instance;

    [SkippableFact]
    [Trait("spec", "KC-13")]
    [Trait("spec", "KC-14")]
    [Trait("spec", "KC-15")]
    public Task A_service_account_may_do_what_its_roles_say() => EachAsync(async version =>
    {
        var ns = Namespace(version);
        (await MustAsync(version, "create", "serviceaccount", "robot")).ShouldBe("serviceaccount/robot created\n");
        (await MustAsync(version, "create", "role", "viewer", "--verb=get,list", "--resource=pods,configmaps")).ShouldBe("role.rbac.authorization.k8s.io/viewer created\n");
        await MustAsync(version, "create", "rolebinding", "robot", "--role=viewer", $"--serviceaccount={ns}:robot");
        await MustAsync(version, "create", "clusterrole", "watcher-" + ns, "--verb=watch", "--resource=nodes");
        await MustAsync(version, "create", "clusterrolebinding", "watcher-" + ns, "--clusterrole=watcher-" + ns, $"--serviceaccount={ns}:robot");

        (await MustAsync(version, "auth", "can-i", "get", "pods")).ShouldBe("yes\n");
        (await MustAsync(version, "auth", "can-i", "get", "pods", $"--as=system:serviceaccount:{ns}:robot")).ShouldBe("yes\n");
        var refused = await TryAsync(version, null, "auth", "can-i", "delete", "pods", $"--as=system:serviceaccount:{ns}:robot");
        (refused.ExitCode, refused.Output).ShouldBe((1, "no\n"));
        (await MustAsync(version, "auth", "can-i", "--list", $"--as=system:serviceaccount:{ns}:robot")).ShouldMatch(@"(?m)^configmaps +\[\] +\[\] +\[get list\]$");
        (await MustAsync(version, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")).ShouldStartWith("localpods-admin");

        (await MustAsync(version, "create", "token", "robot", "--duration=10m")).Split('.').Length.ShouldBe(3);
        var own = Path.Combine(_instance.Folder, "robot-" + ns);
        await File.WriteAllTextAsync(own, await _instance.MustAsync("kubeconfig", "--service-account=robot", "--namespace", ns));
        (await MustAsync(version, $"--kubeconfig={own}", "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")).ShouldBe($"system:serviceaccount:{ns}:robot");
        (await MustAsync(version, $"--kubeconfig={own}", "get", "configmaps", "-o", "name")).ShouldBe("configmap/kube-root-ca.crt\n");
        var secrets = await TryAsync(version, null, $"--kubeconfig={own}", "get", "secrets");
        secrets.Error.ShouldBe($"Error from server (Forbidden): secrets is forbidden: User \"system:serviceaccount:{ns}:robot\" cannot list resource \"secrets\" in API group \"\" in the namespace \"{ns}\"\n");
    });
}
