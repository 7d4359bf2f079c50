using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Reads the usual complaints of programs out of their last lines. Pure. What it does not know it leaves to the reader.</summary>
internal static partial class LogClues
{
    /// <summary>Of each line at most this much is looked at, and of the log only the last lines.</summary>
    private const int LongestLine = 1000;

    private const int MostLines = 20;
    private const int NotFound = 127;
    private const string LineEnd = "a line end of Windows (CRLF) after the interpreter is enough for it not to be found";

    /// <summary>The clue in the last line that has one.</summary>
    /// <param name="container">Whose log.</param>
    /// <param name="lines">Oldest first.</param>
    /// <param name="exitCode">Null while it runs.</param>
    public static LogClue? Find(Container container, ImmutableArray<string> lines, int? exitCode = null) =>
        lines.Reverse().Take(MostLines).Select(l => InLine(container, l.Length > LongestLine ? l[..LongestLine] : l, exitCode)).FirstOrDefault(c => c is not null);

    private static LogClue? InLine(Container container, string line, int? exitCode)
    {
        if (Variable().Match(line) is { Success: true } variable && variable.Groups["name"].Value is var name && !container.Env.Any(e => e.Name == name))
        {
            return new LogClue(CauseCode.VariableMissing, new Link($"it wants the environment variable {name}, which its spec does not set", line), $"add {name} to env");
        }

        if (Name().Match(line) is { Success: true } host)
        {
            var wanted = host.Groups["name"].Value.TrimEnd('.', ':', ',');
            return new LogClue(
                CauseCode.NameNotResolved, new Link($"the name \"{wanted}\" does not resolve in the pod", line), $"create the Service or host that {wanted} names, or correct the name");
        }

        if (Refused().Match(line) is { Success: true } peer)
        {
            return new LogClue(
                CauseCode.DependencyUnreachable, new Link($"nobody answers at {peer.Groups["peer"].Value}, which it needs", line), $"start what listens at {peer.Groups["peer"].Value}, or correct the address");
        }

        return line switch
        {
            _ when InUse().IsMatch(line) => new LogClue(
                CauseCode.PortTakenInPod,
                new Link("the port it wants to listen on is taken: all containers of a pod share its ports", line),
                "let each container of the pod listen on a port of its own"),
            _ when line.Contains("Read-only file system", StringComparison.OrdinalIgnoreCase) => new LogClue(
                CauseCode.FilesystemReadOnly,
                new Link("it writes where it may only read", line),
                "mount an emptyDir where it writes, or take away readOnlyRootFilesystem or readOnly"),
            _ when exitCode is not null && Executed().Match(line) is { Success: true } executed => Interpreter(container, executed, line),
            _ when exitCode == NotFound && Command().Match(line) is { Success: true } script && script.Groups["name"].Value.Contains('/', StringComparison.Ordinal) => new LogClue(
                CauseCode.CommandNotFound,
                new Link($"either \"{script.Groups["name"].Value}\" or the interpreter that its first line names is not in the container", line),
                $"check the path, and the first line of the script: {LineEnd}"),
            _ when exitCode == NotFound && Command().Match(line) is { Success: true } command => new LogClue(
                CauseCode.CommandNotFound,
                new Link($"there is no command \"{command.Groups["name"].Value}\" in image {container.Image}", line),
                "check its spelling, or use an image that has it"),
            _ when line.Contains("Permission denied", StringComparison.OrdinalIgnoreCase) => new LogClue(
                exitCode == 126 ? CauseCode.CommandNotExecutable : CauseCode.PermissionDenied,
                new Link(exitCode == 126 ? "what it wants to run may not be executed" : "it may not touch what it needs", line),
                exitCode == 126 ? "name a program that may be executed (chmod +x), or run it by its interpreter" : "check runAsUser, fsGroup and the owner of the files"),
            _ => null,
        };
    }

    // The program was found, and the kernel would not run it.
    private static LogClue Interpreter(Container container, Match executed, string line)
    {
        var name = executed.Groups["name"] is { Success: true } named ? named.Value : container.Command.FirstOrDefault() ?? "its program";
        return executed.Groups["format"].Success
            ? new LogClue(
                CauseCode.CommandNotExecutable,
                new Link($"\"{name}\" is no program for this machine", line),
                "use an image for this machine's processor, or begin the script with #! and its interpreter")
            : new LogClue(
                CauseCode.CommandNotFound,
                new Link($"\"{name}\" is there, but not the interpreter that its first line names, or the loader that it needs", line),
                $"check the first line of the script: {LineEnd}");
    }

    // As the engine's starter and shells word it.
    [GeneratedRegex(
        @"^(standard_init_linux\.go:\d+: )?exec (user process caused:?|(?<name>/[^\s:]+):) ""?(no such file or directory|(?<format>exec format error))|(?<name>/[^\s:]+): \S+: bad interpreter: No such file",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Executed();

    [GeneratedRegex(
        @"(?<name>[A-Za-z_]\w*): (parameter not set|parameter null or not set|unbound variable)|KeyError: '(?<name>[A-Z_][A-Z0-9_]*)'"
        + @"|environment variable:? [""'`]?(?<name>[A-Z_][A-Z0-9_]*)[""'`]? ?(is |was )?(not set|not defined|not found|missing|required|undefined|unset|must be set)"
        + @"|(missing|required|undefined) (required )?(environment|env)( variable| var)?:? [""'`]?(?<name>[A-Z_][A-Z0-9_]*)"
        + @"|\b(?<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+) (environment variable )?(is |was )?(not set|not defined|missing|required|undefined|unset|must be set)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"can't resolve '(?<name>[^']+)'|bad address '(?<name>[^']+)'|can't find (?<name>[^\s:]+): (NXDOMAIN|SERVFAIL|REFUSED)|could not resolve host:? '?(?<name>[^\s']+)"
        + @"|lookup (?<name>\S+?)( on \S+)?: (no such host|server misbehaving|Temporary failure)|(ENOTFOUND|EAI_AGAIN) (?<name>\S+)"
        + @"|could not translate host name ""(?<name>[^""]+)""|unknown host:? '?(?<name>[^\s']+)|UnknownHostException: (?<name>\S+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"connect to (remote host )?\(?(?<peer>[\w.\-]+(:\d+)?)\)?: Connection refused|(?<peer>[\w.\-]+:\d+)\)?: (connect: )?connection refused|ECONNREFUSED (?<peer>\S+:\d+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Refused();

    [GeneratedRegex(@"address (already )?in use|EADDRINUSE", RegexOptions.IgnoreCase)]
    private static partial Regex InUse();

    [GeneratedRegex(@"(?<name>[^\s:]+): (command )?not found", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();
}
