using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Client;

public sealed class InstancePathsTests
{
    public static TheoryData<string, string?, string?, string[], bool, string, string> Places() => new()
    {
        { "root", null, null, [], true, "/var/lib/localpods/default", "/var/lib/localpods/default/api.sock" },
        { "user", null, null, ["HOME=/home/u"], false, "/home/u/.local/state/localpods/default", "/home/u/.local/state/localpods/default/api.sock" },
        { "user with a state home", "dev", null, ["HOME=/home/u", "XDG_STATE_HOME=/s"], false, "/s/localpods/dev", "/s/localpods/dev/api.sock" },
        { "runtime directory", "dev", null, ["HOME=/h", "XDG_RUNTIME_DIR=/run/user/7"], false, "/h/.local/state/localpods/dev", "/run/user/7/localpods/dev.sock" },
        { "chosen by variable", null, null, ["LOCALPODS_STATE_DIR=/x", "XDG_RUNTIME_DIR=/run/user/7", "LOCALPODS_INSTANCE=ci"], true, "/x/ci", "/x/ci/api.sock" },
        { "chosen by flag", "a", "/y", ["LOCALPODS_STATE_DIR=/x", "LOCALPODS_INSTANCE=ci"], true, "/y/a", "/y/a/api.sock" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void An_instance_lives_where_flags_and_variables_say(string what, string? instance, string? state, string[] variables, bool root, string directory, string socket)
    {
        var known = variables.Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        var paths = InstancePaths.Resolve(instance, state, known.GetValueOrDefault, root);
        paths.StateDirectory.ShouldBe(directory, what);
        paths.Socket.ShouldBe(socket, what);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("A", false)]
    [InlineData("a.b", false)]
    [InlineData("a/b", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", false)]
    public void Names_of_instances_are_labels_of_at_most_32_characters(string name, bool valid) => InstancePaths.IsValid(name).ShouldBe(valid);

    [Fact]
    public void A_socket_path_too_long_for_the_system_is_refused_with_what_to_do()
    {
        var failure = Should.Throw<CommandException>(() => InstancePaths.Resolve("x", "/" + new string('d', 120), _ => null, privileged: true));
        failure.Message.ShouldContain("132 bytes and the system allows 107; choose a shorter LOCALPODS_STATE_DIR or instance name");
    }

    [Fact]
    public void A_user_without_a_home_is_told_what_to_set() =>
        Should.Throw<CommandException>(() => InstancePaths.Resolve(null, null, _ => null, privileged: false)).Message.ShouldBe("error: neither XDG_STATE_HOME nor HOME is set; set LOCALPODS_STATE_DIR");
}
