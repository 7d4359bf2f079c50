using LocalPods.Cli.Daemon;

namespace LocalPods.Cli.Tests.Daemon;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("vm", "vm")]
    [InlineData("Laptop-of_Ada.local", "laptop-of-ada.local")]
    [InlineData("_box_", "box")]
    [InlineData("___", "localpods")]
    [InlineData("", "localpods")]
    public void A_machines_name_becomes_one_that_a_node_may_have(string machine, string node) => DaemonHost.NodeName(machine).ShouldBe(node);
}
