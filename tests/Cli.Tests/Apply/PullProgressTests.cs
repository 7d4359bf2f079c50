using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Cli.Tests.Exec;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Cli.Tests.Apply;

/// <summary><c>apply --wait</c> on a real pseudo-terminal, which <c>script</c> of util-linux makes, and without one.</summary>
public sealed class PullProgressTests : CommandTest
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Watch = $"GET {Pods}?fieldSelector=metadata.name%3Dweb&watch=true";
    private const string Pulls = "GET /localpods/pulls";
    private const string Web = """{"metadata":{"name":"web","namespace":"default","uid":"u1"},"spec":{"containers":[{"name":"main","image":"nginx:1.17"}]},"status":{"phase":"Pending"}}""";
    private const string Half = """{"image":"nginx:1.17","phase":"Pulling","seconds":1,"layers":3,"layersDone":1,"bytes":1500000,"totalBytes":3000000}""";
    private const string Done = """{"image":"nginx:1.17","phase":"Done","seconds":3.21,"layers":3,"layersDone":3,"bytes":3000000,"totalBytes":3000000}""";

    private readonly StringBuilder _seen = new();
    private readonly TaskCompletionSource _halfSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SkippableTheory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    public async Task A_terminal_shows_one_line_an_image_that_is_redrawn_in_place(string variables, bool coloured)
    {
        Serve(async http =>
        {
            await TellAsync(http, "ADDED", Web);
            await _halfSeen.Task;
            await TellAsync(http, "MODIFIED", Web.Replace("\"Pending\"", "\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]", StringComparison.Ordinal));
        });
        using var terminal = Open($"{variables} localpods apply -f web.yml --wait");
        var raw = await ReadAsync(terminal);
        Shown(raw).ShouldBe("pod/web created\npod/web condition met\nnginx:1.17  pulled in 3.2s, 3 MB\nrc=0\n");
        raw.ShouldContain("1/3 layers, 1.5 MB of 3 MB");
        raw.ShouldNotContain("other:1");
        raw.Contains("\u001b[32m", StringComparison.Ordinal).ShouldBe(coloured);
    }

    [SkippableFact]
    public async Task A_pod_that_cannot_become_ready_is_told_above_the_line_and_fails_the_command()
    {
        Serve(async http =>
        {
            await _halfSeen.Task;
            const string Broken = """ "Pending","containerStatuses":[{"name":"main","image":"nginx:1.17","state":{"waiting":{"reason":"ErrImagePull","message":"no such image"} } }] """;
            await TellAsync(http, "MODIFIED", Web.Replace("\"Pending\"", Broken, StringComparison.Ordinal));
        });
        using var terminal = Open("localpods apply -f web.yml --wait");
        Shown(await ReadAsync(terminal)).ShouldBe(
            "pod/web created\nerror: pod/web will not be ready: container main: ErrImagePull: no such image\nnginx:1.17  pulled in 3.2s, 3 MB\nrc=1\n");
    }

    [SkippableFact]
    public async Task A_dumb_terminal_is_spared()
    {
        Serve(http => TellAsync(http, "ADDED", Web.Replace("\"Pending\"", "\"Succeeded\"", StringComparison.Ordinal)));
        using var terminal = Open("TERM=dumb localpods apply -f web.yml --wait");
        (await ReadAsync(terminal)).Replace("\r", "", StringComparison.Ordinal).ShouldBe("pod/web created\npod/web completed\nrc=0\n");
        Api.Requests.ShouldNotContain(r => r.StartsWith(Pulls, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_terminal_nothing_is_shown_and_nobody_asks()
    {
        Serve(http => TellAsync(http, "ADDED", Web.Replace("\"Pending\"", "\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]", StringComparison.Ordinal)));
        Run("apply", "-f", Folder + "/web.yml", "--wait").ShouldBe(new(0, "pod/web created\npod/web condition met\n", ""));
        Api.Requests.ShouldNotContain(r => r.StartsWith(Pulls, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pod_that_is_deleted_or_replaced_meanwhile_fails_the_command()
    {
        Serve(http => TellAsync(http, "MODIFIED", Web.Replace("u1", "u2", StringComparison.Ordinal)));
        Run("apply", "-f", Folder + "/web.yml", "--wait").ShouldBe(new(1, "pod/web created\n", "error: pod/web will not be ready: it was deleted\n"));
    }

    [Theory]
    [InlineData("default", $"GET {Pods}?watch=true")]
    [InlineData("other", "GET /api/v1/pods?watch=true")]
    public void All_pods_are_awaited_at_once_and_one_that_is_hopeless_ends_the_wait(string @namespace, string watch)
    {
        Serve(_ => Task.CompletedTask);
        Manifest("web.yml", Yaml + $"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: db, namespace: {@namespace}}}\nspec: {{containers: [{{name: main, image: 'db:1'}}]}}\n---\n"
            + Yaml.Replace("name: web", "name: end", StringComparison.Ordinal));
        Answer("default", "end");
        Answer(@namespace, "db");
        Api.On(watch, async http =>
        {
            await TellAsync(http, "ADDED", Web);
            await TellAsync(http, "ADDED", Pod("default", "stranger").Replace("\"Pending\"", "\"Failed\"", StringComparison.Ordinal));
            await TellAsync(http, "ADDED", Pod("default", "end").Replace("\"Pending\"", "\"Succeeded\"", StringComparison.Ordinal));
            await TellAsync(http, "ADDED", Pod(@namespace, "db").Replace("\"Pending\"", "\"Failed\",\"reason\":\"Evicted\"", StringComparison.Ordinal));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });
        Run("apply", "-f", Folder + "/web.yml", "--wait").ShouldBe(new(
            1, "pod/web created\npod/db created\npod/end created\npod/end completed\n", "error: pod/db will not be ready: it failed: Evicted\n"));

        void Answer(string ns, string name) => Api.NotFound($"GET /api/v1/namespaces/{ns}/pods/{name}", "pods", name)
            .On($"POST /api/v1/namespaces/{ns}/pods?fieldManager=kubectl-client-side-apply&fieldValidation=Strict", http =>
            {
                http.Response.StatusCode = 201;
                return http.Response.WriteAsync(Pod(ns, JsonNode.Parse(Api.Bodies[^1])!["metadata"]!["name"]!.ToString()));
            });

        static string Pod(string ns, string name) => Web.Replace("\"web\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"default\"", $"\"{ns}\"", StringComparison.Ordinal)
            .Replace("u1", name == "web" ? "u1" : $"uid-of-{name}", StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_awaited_that_was_not_really_applied()
    {
        Manifest("web.yml", Yaml);
        Api.NotFound($"GET {Pods}/web", "pods", "web");
        Run("apply", "-f", Folder + "/web.yml", "--wait", "--dry-run=client").ShouldBe(new(0, "pod/web created (dry run)\n", ""));
    }

    [Fact]
    public async Task The_time_that_was_given_ends_the_wait()
    {
        Serve(async http =>
        {
            await TellAsync(http, "ADDED", Web);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });
        Api.On($"GET {Pods}/web", Web);
        var (code, output, error) = await LocalPodsProcess.RunAsync(Folder, "localpods", "apply", "-f", "web.yml", "--wait", "--timeout=300ms");
        (code, output).ShouldBe((1, "pod/web configured\n"));
        error.ShouldEndWith("\nerror: timed out waiting for the condition on pods/web\n");
    }

    private const string Yaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: main, image: 'nginx:1.17'}]}\n";

    private void Serve(Func<HttpContext, Task> watch)
    {
        Manifest("web.yml", Yaml);
        const string Query = "?fieldManager=kubectl-client-side-apply&fieldValidation=Strict";
        Api.NotFound($"GET {Pods}/web", "pods", "web").On($"POST {Pods}{Query}", Web, 201).On($"PUT {Pods}/web{Query}", Web).On(Watch, watch);
        Api.On(Pulls, $$"""{"pulls":[{{Done}}]}""");
        Api.On(Pulls + "?watch=true", async http =>
        {
            await TellAsync(http, "MODIFIED", """{"pulls":[{"image":"other:1","phase":"Pulling","seconds":1}]}""");
            await TellAsync(http, "MODIFIED", $$"""{"pulls":[{{Half.Replace("\"layersDone\":1", "\"layersDone\":0", StringComparison.Ordinal)}}]}""");
            await TellAsync(http, "MODIFIED", $$"""{"pulls":[{{Half}}]}""");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });
    }

    private static async Task TellAsync(HttpContext http, string type, string changed)
    {
        await http.Response.WriteAsync($$"""{"type":"{{type}}","object":{{changed}}}""" + "\n");
        await http.Response.Body.FlushAsync();
    }

    private Process Open(string command) => LocalPodsProcess.OpenTerminal(Folder, command);

    private async Task<string> ReadAsync(Process terminal)
    {
        var buffer = new char[1024];
        while (await terminal.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            _seen.Append(buffer, 0, count);
            if (_seen.ToString().Contains("1/3 layers", StringComparison.Ordinal))
            {
                _halfSeen.TrySetResult();
            }
        }

        await terminal.WaitForExitAsync();
        return _seen.ToString();
    }

    /// <summary>What the terminal shows in the end: lines, returns, cursor up, clear to the end; colours are dropped.</summary>
    private static string Shown(string raw)
    {
        var (lines, row) = (new List<string> { "" }, 0);
        for (var i = 0; i < raw.Length; i++)
        {
            switch (raw[i])
            {
                case '\r':
                    break;
                case '\n':
                    row++;
                    if (row == lines.Count)
                    {
                        lines.Add("");
                    }

                    break;
                case '\u001b':
                    var end = raw.IndexOfAny(['A', 'J', 'm'], i);
                    if (raw[end] == 'A')
                    {
                        row -= int.Parse(raw[(i + 2)..end], System.Globalization.CultureInfo.InvariantCulture);
                    }
                    else if (raw[end] == 'J')
                    {
                        lines.RemoveRange(row + 1, lines.Count - row - 1);
                        lines[row] = "";
                    }

                    i = end;
                    break;
                default:
                    lines[row] += raw[i];
                    break;
            }
        }

        return string.Join('\n', lines);
    }
}
