using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

public sealed class ArgumentReaderTests
{
    private static readonly Flag[] Known =
    [
        Flag.Switch("watch", "", 'w'),
        Flag.Switch("stdin", "", 'i'),
        Flag.Switch("tty", "", 't'),
        Flag.Switch("wait", "", on: true),
        Flag.Text("output", "", 'o'),
        Flag.Texts("filename", "", 'f'),
        Flag.Number("tail", "", -1),
        Flag.Duration("timeout", ""),
        new("dry-run", FlagKind.Text, "") { Default = "none", Bare = "unchanged" },
    ];

    public static TheoryData<string, string, string> Lines() => new()
    {
        { "a -w b", "watch", "true" },
        { "--watch=false", "watch", "false" },
        { "--wait=false", "wait", "false" },
        { "x", "wait", "true" },
        { "-ojson", "output", "json" },
        { "-o=json", "output", "json" },
        { "-o json", "output", "json" },
        { "--output json", "output", "json" },
        { "--output=jsonpath={.a=b}", "output", "jsonpath={.a=b}" },
        { "-wo yaml", "output", "yaml" },
        { "-it", "tty", "true" },
        { "--dry-run", "dry-run", "unchanged" },
        { "--dry-run=server", "dry-run", "server" },
        { "--dry-run server", "dry-run", "unchanged" },
        { "--tail -1", "tail", "-1" },
        { "--tail=5 --tail=7", "tail", "7" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Flags_are_read_in_every_form_kubectl_takes(string line, string flag, string value)
    {
        var (flags, _, _) = ArgumentReader.Read(Known, line.Split(' '));
        flags.Text(flag).ShouldBe(value);
    }

    [Fact]
    public void Flags_that_may_be_repeated_keep_all_values()
    {
        var (flags, arguments, dash) = ArgumentReader.Read(Known, ["-f", "a,b", "one", "--filename=c", "-", "two"]);
        flags.Texts("filename").ShouldBe(["a", "b", "c"]);
        arguments.ShouldBe(["one", "-", "two"]);
        dash.ShouldBe(-1);
    }

    [Fact]
    public void Everything_after_two_dashes_is_an_argument()
    {
        var (flags, arguments, dash) = ArgumentReader.Read(Known, ["-i", "pod", "--", "ls", "-o", "--", "-w"]);
        arguments.ShouldBe(["pod", "ls", "-o", "--", "-w"]);
        dash.ShouldBe(1);
        flags.On("stdin").ShouldBeTrue();
        flags.On("watch").ShouldBeFalse();
    }

    [Theory]
    [InlineData("--foo", "error: unknown flag: --foo")]
    [InlineData("--watc", "error: unknown flag: --watc (did you mean --watch?)")]
    [InlineData("-Z", "error: unknown shorthand flag: 'Z' in -Z")]
    [InlineData("-wZ", "error: unknown shorthand flag: 'Z' in -wZ")]
    [InlineData("--output", "error: flag needs an argument: --output")]
    [InlineData("-o", "error: flag needs an argument: 'o' in -o")]
    [InlineData("--tail=x", "error: invalid argument \"x\" for \"--tail\" flag: it takes a whole number")]
    [InlineData("-w=maybe", "error: invalid argument \"maybe\" for \"-w, --watch\" flag: it takes true or false")]
    [InlineData("--timeout=5", "error: invalid argument \"5\" for \"--timeout\" flag: it takes a duration such as 30s or 1h30m")]
    public void A_wrong_flag_is_refused_in_kubectls_words(string word, string message) =>
        Should.Throw<UsageException>(() => ArgumentReader.Read(Known, [word])).Message.ShouldBe(message);

    [Fact]
    public void No_command_has_two_flags_of_one_name_or_letter()
    {
        foreach (var verb in CommandTree.Verbs)
        {
            var flags = CommandTree.Find(verb)!.Flags.Concat(GlobalFlags.All).ToList();
            flags.Select(f => f.Name).ShouldBeUnique(verb);
            flags.Where(f => f.Letter != '\0').Select(f => f.Letter).ShouldBeUnique(verb);
        }
    }
}
