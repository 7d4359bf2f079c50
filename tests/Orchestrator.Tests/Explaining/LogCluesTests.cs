using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;

namespace LocalPods.Orchestrator.Tests.Explaining;

public sealed class LogCluesTests
{
    [Theory]
    [InlineData("sh: DATABASE_URL: parameter not set", "VariableMissing DATABASE_URL")]
    [InlineData("/run.sh: line 3: TOKEN: unbound variable", "VariableMissing TOKEN")]
    [InlineData("KeyError: 'API_KEY'", "VariableMissing API_KEY")]
    [InlineData("panic: environment variable API_KEY is not set", "VariableMissing API_KEY")]
    [InlineData("Error: missing required environment variable: API_KEY", "VariableMissing API_KEY")]
    [InlineData("POSTGRES_PASSWORD must be set", "VariableMissing POSTGRES_PASSWORD")]
    [InlineData("POSTGRES_PASSWORD is required", "VariableMissing POSTGRES_PASSWORD")]
    [InlineData("nslookup: can't resolve 'myservice'", "NameNotResolved myservice")]
    [InlineData("** server can't find myservice.default.svc: NXDOMAIN", "NameNotResolved myservice.default.svc")]
    [InlineData("wget: bad address 'db'", "NameNotResolved db")]
    [InlineData("curl: (6) Could not resolve host: db", "NameNotResolved db")]
    [InlineData("dial tcp: lookup db on 10.0.0.1:53: no such host", "NameNotResolved db")]
    [InlineData("Error: getaddrinfo ENOTFOUND db", "NameNotResolved db")]
    [InlineData("psql: could not translate host name \"db\" to address", "NameNotResolved db")]
    [InlineData("wget: can't connect to remote host (127.0.0.1): Connection refused", "DependencyUnreachable 127.0.0.1")]
    [InlineData("dial tcp 10.1.2.3:5432: connect: connection refused", "DependencyUnreachable 10.1.2.3:5432")]
    [InlineData("connect ECONNREFUSED 127.0.0.1:6379", "DependencyUnreachable 127.0.0.1:6379")]
    [InlineData("httpd: bind: Address already in use", "PortTakenInPod share")]
    [InlineData("listen EADDRINUSE: :::3000", "PortTakenInPod share")]
    [InlineData("touch: /x: Read-only file system", "FilesystemReadOnly read")]
    [InlineData("mkdir: can't create directory '/x': Permission denied", "PermissionDenied touch")]
    [InlineData("standard_init_linux.go:228: exec user process caused: no such file or directory", "CommandNotFound interpreter")]
    [InlineData("bash: /s.sh: /bin/sh^M: bad interpreter: No such file or directory", "CommandNotFound interpreter")]
    [InlineData("exec /app: exec format error", "CommandNotExecutable machine")]
    [InlineData("fork/exec /app: no such file or directory", "")]
    [InlineData("everything is fine", "")]
    [InlineData("GET /not found", "")]
    public void The_usual_complaints_are_understood(string line, string expected)
    {
        var clue = LogClues.Find(new Container { Name = "app", Image = "app:1" }, ["starting", line], exitCode: 1);
        if (expected.Length == 0)
        {
            clue.ShouldBeNull();
            return;
        }

        var (code, word) = (expected.Split(' ')[0], expected.Split(' ')[1]);
        clue.ShouldNotBeNull();
        (clue.Code.ToString(), clue.Link.Proof).ShouldBe((code, line));
        clue.Link.Says.ShouldContain(word);
    }

    [Fact]
    public void The_last_line_with_a_clue_counts() =>
        LogClues.Find(new Container { Name = "app" }, ["wget: bad address 'first'", "wget: bad address 'second'", "giving up"])!.Link.Says.ShouldContain("second");

    [Fact]
    public void A_command_that_was_not_found_needs_its_exit_code()
    {
        var app = new Container { Name = "app", Image = "app:1" };
        LogClues.Find(app, ["sh: frobnicate: not found"], exitCode: 127)!.Code.ShouldBe(CauseCode.CommandNotFound);
        LogClues.Find(app, ["sh: frobnicate: not found"], exitCode: 1).ShouldBeNull();
        LogClues.Find(app, ["sh: /run.sh: Permission denied"], exitCode: 126)!.Code.ShouldBe(CauseCode.CommandNotExecutable);
    }
}
