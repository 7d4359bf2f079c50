using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

/// <summary><c>localpods edit</c>, with scripts for editors.</summary>
public sealed class EditCommandTests : CommandTest
{
    private const string Path = "/api/v1/namespaces/default/configmaps/one";
    private const string Patched = $"PATCH {Path}?fieldManager=kubectl-edit&fieldValidation=Strict";

    private const string Live = """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"default","uid":"u1","resourceVersion":"7","managedFields":[{"manager":"x"}]},"data":{"a":"1","b":"2"}}
        """;

    private string Editor(string script)
    {
        var editor = Manifest("editor", "#!/bin/sh\n" + script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return editor;
    }

    private CommandOutcome Edit(string script, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var environment = Environment(output, error, Stream.Null, "");
        var editor = Editor(script);
        var code = CommandLine.Run(environment with { Variable = name => name == "KUBE_EDITOR" ? editor : environment.Variable(name) }, ["edit", .. words]);
        return new(code, System.Text.Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    [Fact]
    public void What_is_changed_is_sent_and_nothing_else()
    {
        Api.On($"GET {Path}", Live).On(Patched, Live);
        var seen = System.IO.Path.Combine(Folder, "seen");
        Edit($"cp \"$1\" {seen}; sed -i 's/a: \"1\"/a: \"3\"/; /^  b:/d' \"$1\"", "configmap", "one").ShouldBe(new(0, "configmap/one edited\n", ""));
        Api.Bodies.ShouldBe(["""{"data":{"b":null,"a":"3"}}"""]);
        File.ReadAllText(seen).ShouldBe("""
            # Please edit the object below. Lines beginning with a '#' will be ignored,
            # and an empty file will abort the edit. If an error occurs while saving this file will be
            # reopened with the relevant failures.
            #
            apiVersion: v1
            data:
              a: "1"
              b: "2"
            kind: ConfigMap
            metadata:
              name: one
              namespace: default
              resourceVersion: "7"
              uid: u1

            """);
        Edit("sed -i 's/\"a\": \"1\"/\"a\": \"3\"/' \"$1\"", "configmap", "one", "-o", "json", "--output-patch").Output.ShouldBe("Patch: {\"data\":{\"a\":\"3\"}}\nconfigmap/one edited\n");
    }

    [Fact]
    public void Without_a_change_or_a_file_nothing_is_sent()
    {
        Api.On($"GET {Path}", Live);
        Edit("sed -i '$a# a comment' \"$1\"", "configmap", "one").ShouldBe(new(0, "", "Edit cancelled, no changes made.\n"));
        Edit(": > \"$1\"", "configmap", "one").ShouldBe(new(0, "", "Edit cancelled, saved file was empty.\n"));
        Edit("exit 3", "configmap", "one").Error.ShouldMatch("^error: there was a problem with the editor \".*editor\"\n$");
        Api.Bodies.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_server_refuses_comes_back_with_the_reasons()
    {
        Api.On($"GET {Path}", Live).OnEach(
            Patched,
            (FakeApi.StatusJson(422, "Invalid", "no", """{"kind":"ConfigMap","name":"one","causes":[{"field":"data[X]","message":"Invalid value: \"X\""}]}"""), 422),
            (Live, 200));
        var seen = System.IO.Path.Combine(Folder, "seen");
        Edit($"if grep -q 'not valid' \"$1\"; then cp \"$1\" {seen}; sed -i 's/X: why/good: why/' \"$1\"; else sed -i 's/^  a:.*/  X: why/' \"$1\"; fi", "configmap", "one")
            .ShouldBe(new(0, "configmap/one edited\n", "error: configmaps \"one\" is invalid\n"));
        File.ReadAllText(seen).ShouldContain("# reopened with the relevant failures.\n#\n# configmaps \"one\" was not valid:\n# * data[X]: Invalid value: \"X\"\n#\napiVersion: v1\n");
        Api.Bodies[^1].ShouldBe("""{"data":{"a":null,"good":"why"}}""");
    }

    [Fact]
    public void Who_gives_up_keeps_a_copy()
    {
        Api.On($"GET {Path}", Live).On(Patched, FakeApi.StatusJson(422, "Invalid", "no"), 422);
        var gaveUp = Edit("sed -i 's/^  a:.*/  X: why/' \"$1\"", "configmap", "one");
        gaveUp.Code.ShouldBe(1);
        gaveUp.Error.ShouldMatch("""^error: configmaps "one" is invalid\nA copy of your changes has been stored to ".*\.yaml"\nerror: Edit cancelled, no valid changes were saved\.\n$""");
        var copy = gaveUp.Error.Split('"')[3];
        File.ReadAllText(copy).ShouldContain("X: why");
        File.Delete(copy);

        Api.On(Patched, FakeApi.StatusJson(409, "Conflict", "it changed"), 409);
        var conflict = Edit("sed -i 's/^  a:.*/  X: why/' \"$1\"", "configmap", "one");
        conflict.Error.ShouldMatch("""^error: configmaps "one" could not be patched: it changed\nYou can run `localpods replace -f .*\.yaml` to try this update again\.\n$""");
        File.Delete(conflict.Error.Split("replace -f ")[1].Split('`')[0]);

        var renamed = Edit("sed -i 's/^  name:.*/  name: two/' \"$1\"", "configmap", "one");
        renamed.Error.ShouldEndWith("error: At least one of apiVersion, kind and name was changed\n");
        File.Delete(renamed.Error.Split('"')[1]);
    }

    [Fact]
    public void What_cannot_be_read_comes_back()
    {
        Api.On($"GET {Path}", Live).On(Patched, Live);
        Edit("if grep -q 'syntax error' \"$1\"; then sed -i 's/\\[//; s/a: \"1\"/a: \"3\"/' \"$1\"; else sed -i 's/^data:/data: [/' \"$1\"; fi", "configmap", "one")
            .Output.ShouldBe("configmap/one edited\n");
        Api.Bodies.ShouldBe(["""{"data":{"a":"3"}}"""]);
    }

    [Fact]
    public void Containers_are_patched_one_by_one()
    {
        const string Pod = "/api/v1/namespaces/default/pods/web";
        const string Object = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"u2"},"spec":{"containers":[{"name":"a","image":"one"},{"name":"b","image":"two"}]}}""";
        Api.On($"GET {Pod}", Object).On($"PATCH {Pod}?fieldManager=kubectl-edit&fieldValidation=Strict", Object);
        Edit("sed -i 's/image: two/image: three/' \"$1\"", "pod", "web").Output.ShouldBe("pod/web edited\n");
        Api.Bodies.ShouldBe(["""{"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"b"}],"containers":[{"image":"three","name":"b"}]}}"""]);
    }

    [Fact]
    public void A_line_that_names_nothing_is_told_how_to_name_something()
    {
        Run("edit").Error.ShouldStartWith("error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n");
        Run("edit", "configmap", "one", "-o", "foo").Error.ShouldBe("error: unable to match a printer suitable for the output format \"foo\", allowed formats are: json,yaml\n");
    }
}
