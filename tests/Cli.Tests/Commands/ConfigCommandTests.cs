using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

/// <summary><c>localpods config</c>, which asks no server.</summary>
public sealed class ConfigCommandTests : CommandTest
{
    private string File => Path.Combine(Folder, "some", "config");

    private CommandOutcome Config(params string[] words) => Run(["config", .. words, "--kubeconfig", File]);

    private void Prepare()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, """
            apiVersion: v1
            kind: Config
            current-context: work
            contexts:
            - name: work
              context: {cluster: big, user: me, namespace: shop}
            - name: home
              context: {cluster: small, user: me}
            clusters:
            - name: small
              cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.crt}
            - name: big
              cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: QUJD}
            users:
            - name: me
              user: {client-certificate-data: QUJD, client-key-data: QUJD, token: secret}
            """);
    }

    [Fact]
    public void Contexts_are_listed_used_and_told()
    {
        Prepare();
        Config("get-contexts").Output.ShouldBe("""
            CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE
                      home   small     me         
            *         work   big       me         shop

            """);
        Config("get-contexts", "-o", "name").Output.ShouldBe("home\nwork\n");
        Config("get-contexts", "home", "--no-headers").Output.ShouldBe("      home   small   me    \n");
        Config("get-contexts", "none").Error.ShouldBe("error: context none not found\n");
        Config("current-context").Output.ShouldBe("work\n");
        Config("use-context", "home").Output.ShouldBe("Switched to context \"home\".\n");
        Config("current-context").Output.ShouldBe("home\n");
        Config("use-context", "none").ShouldBe(new(1, "", "error: no context exists with the name: \"none\"\n"));
        Config("get-clusters").Output.ShouldBe("NAME\nbig\nsmall\n");
        Config("get-users").Output.ShouldBe("NAME\nme\n");
    }

    [Fact]
    public void Entries_are_made_changed_renamed_and_deleted()
    {
        Config("set-cluster", "c", "--server=https://10.0.0.9").Output.ShouldBe("Cluster \"c\" set.\n");
        Config("set-credentials", "u", "--token=t").Output.ShouldBe("User \"u\" set.\n");
        Config("set-context", "x", "--cluster=c", "--user=u").Output.ShouldBe("Context \"x\" created.\n");
        Config("set-context", "x", "-n", "shop").Output.ShouldBe("Context \"x\" modified.\n");
        Config("set-context", "--current", "-n", "shop").ShouldBe(new(1, "", "error: no current context is set\n"));
        Config("use-context", "x").Code.ShouldBe(0);
        Config("set-context", "--current", "-n", "other").Output.ShouldBe("Context \"x\" modified.\n");
        Config("rename-context", "x", "next").Output.ShouldBe("Context \"x\" renamed to \"next\".\n");
        Config("rename-context", "x", "z").Error.ShouldBe($"error: cannot rename the context \"x\", it's not in {File}\n");
        Config("view").Output.ShouldBe("""
            apiVersion: v1
            clusters:
            - cluster:
                server: https://10.0.0.9
              name: c
            contexts:
            - context:
                cluster: c
                namespace: other
                user: u
              name: next
            current-context: next
            kind: Config
            preferences: {}
            users:
            - name: u
              user:
                token: REDACTED

            """);
        Config("delete-user", "u").Output.ShouldBe($"deleted user u from {File}\n");
        Config("delete-cluster", "c").Output.ShouldBe($"deleted cluster c from {File}\n");
        Config("delete-context", "next").ShouldBe(new(
            0, $"deleted context next from {File}\n", "warning: this removed your active context, use \"localpods config use-context\" to select a different one\n"));
        Config("delete-context", "next").Error.ShouldBe($"error: cannot delete context next, not in {File}\n");
    }

    [Fact]
    public void What_is_secret_is_shown_only_when_asked_for()
    {
        Prepare();
        var shown = Config("view").Output;
        shown.ShouldContain("certificate-authority-data: DATA+OMITTED");
        shown.ShouldContain("client-key-data: DATA+OMITTED");
        shown.ShouldContain("token: REDACTED");
        shown.ShouldContain($"certificate-authority: {Path.Combine(Folder, "some", "ca.crt")}");
        Config("view", "--raw").Output.ShouldContain("token: secret");
    }

    [Fact]
    public void The_current_context_is_shown_alone_with_its_files_inside()
    {
        Prepare();
        System.IO.File.WriteAllText(Path.Combine(Folder, "some", "ca.crt"), "ABC");
        var shown = Config("view", "--minify", "--flatten", "--raw", "--context=home").Output;
        shown.ShouldContain("certificate-authority-data: QUJD");
        shown.ShouldNotContain("10.0.0.1");
        Config("view", "--minify", "--context=none").Error.ShouldBe("error: cannot locate context none\n");
        Config("view", "-o", "jsonpath={.contexts[*].name}").Output.ShouldBe("home work");
    }

    [Fact]
    public void Single_values_are_set_and_unset()
    {
        Prepare();
        Config("set", "contexts.work.namespace", "other").Output.ShouldBe("Property \"contexts.work.namespace\" set.\n");
        Config("set", "clusters.small.insecure-skip-tls-verify", "true").Code.ShouldBe(0);
        Config("unset", "users.me.token").Output.ShouldBe("Property \"users.me.token\" unset.\n");
        Config("unset", "current-context").Code.ShouldBe(0);
        Config("unset", "contexts.home").Code.ShouldBe(0);
        var shown = Config("view", "--raw").Output;
        shown.ShouldContain("namespace: other");
        shown.ShouldContain("insecure-skip-tls-verify: true");
        shown.ShouldNotContain("secret");
        shown.ShouldNotContain("home");
        Config("current-context").ShouldBe(new(1, "", "error: current-context is not set\n"));
    }

    [Fact]
    public void Certificates_are_copied_or_named_as_seen_from_the_file()
    {
        Prepare();
        var certificate = Manifest("some/my.crt", "ABC");
        Config("set-cluster", "small", $"--certificate-authority={certificate}").Code.ShouldBe(0);
        System.IO.File.ReadAllText(File).ShouldContain("certificate-authority: my.crt");
        Config("set-cluster", "small", $"--certificate-authority={certificate}", "--embed-certs").Code.ShouldBe(0);
        System.IO.File.ReadAllText(File).ShouldNotContain("my.crt");
        Config("set-cluster", "small", "--insecure-skip-tls-verify", $"--certificate-authority={certificate}").Error
            .ShouldBe("error: you cannot specify a certificate authority and insecure mode at the same time\n");
        Config("set-credentials", "me", "--token=a", "--username=b").Error
            .ShouldBe("error: you cannot specify more than one authentication method at the same time: --token, --username/--password\n");
        Config("set-credentials", "me", "--username=b").Code.ShouldBe(0);
        System.IO.File.ReadAllText(File).ShouldNotContain("token");
        Config("set-credentials", "me", "--exec-command=get-it", "--exec-api-version=client.authentication.k8s.io/v1", "--exec-arg=a", "--exec-env=A=1").Code.ShouldBe(0);
        Config("set-credentials", "me", "--exec-env=A-", "--exec-env=B=2").Code.ShouldBe(0);
        Config("view", "-o", "jsonpath={.users[0].user.exec.command} {.users[0].user.exec.env}").Output.ShouldBe("""get-it [{"name":"B","value":"2"}]""");
    }

    [Fact]
    public void Names_are_completed()
    {
        Prepare();
        Run("__complete", "config", "use-context", "--kubeconfig", File, "").Output.ShouldStartWith("home\nwork\n");
        Run("__complete", "config", "get-c").Output.ShouldContain("get-contexts\t");
    }

    [Fact]
    public void An_entry_is_changed_in_the_file_that_has_it()
    {
        Prepare();
        var other = Manifest("other", "apiVersion: v1\nkind: Config\nusers:\n- name: she\n  user: {token: a}\n");
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var environment = Environment(output, error, Stream.Null, "");
        var both = environment with { Variable = name => name == "KUBECONFIG" ? $"{File}:{other}" : environment.Variable(name) };
        CommandLine.Run(both, ["config", "set-credentials", "she", "--token=new"]).ShouldBe(0);
        CommandLine.Run(both, ["config", "set-credentials", "he", "--token=his"]).ShouldBe(0);
        System.IO.File.ReadAllText(other).ShouldContain("token: new");
        System.IO.File.ReadAllText(File).ShouldContain("token: his");
    }
}
