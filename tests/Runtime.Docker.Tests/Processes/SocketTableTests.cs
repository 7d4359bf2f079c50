using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Processes;

namespace LocalPods.Runtime.Docker.Tests.Processes;

public sealed class SocketTableTests
{
    // nginx on all addresses, something on loopback, one connection that is open, and two sockets of IPv6; as a little-endian kernel writes them.
    private const string Table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
           1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0000000000000000 100 0 0 10 0
           2: 020011AC:0050 010011AC:D431 01 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 20 4 30 10 -1
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 00000000000000000000000000000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 444 1 0 100 0 0 10 0
           1: 00000000000000000000000001000000:2382 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 555 1 0 100 0 0 10 0
        """;

    [Fact]
    public void Listening_sockets_are_told_lowest_port_first() =>
        SocketTable.Listeners(Table).ShouldBe([new("0.0.0.0", 80), new("::", 81), new("127.0.0.1", 8080), new("::1", 9090)]);

    [Fact]
    public void Loopback_is_known_in_both_families() =>
        SocketTable.Listeners(Table).Select(l => l.IsLoopback).ShouldBe([false, false, true, true]);

    [Theory]
    [InlineData("")]
    [InlineData("cat: can't open '/proc/net/tcp': No such file or directory\n")]
    [InlineData(" 0: 0100:1F90 00000000:0000 0A 0 0 0 0 0 1\n 1: XXXXXXXX:YYYY 0 0A 0 0 0 0 0 1\n")]
    public void What_is_no_table_lists_nothing(string text) => SocketTable.Listeners(text).ShouldBeEmpty();

    [Theory]
    [InlineData("Name:\tsleep\nNSpid:\t4242\t1\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n", false)]
    [InlineData("Name:\tnginx\nNSpid:\t4242\t1\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000004000\n", true)]
    [InlineData("Name:\trunc:[2:INIT]\nNSpid:\t4242\t1\nSigIgn:\t0000000000000000\nSigCgt:\tfffffffd7fc1feff\n", null)]
    [InlineData("", null)]
    public void What_still_prepares_the_container_is_not_its_program(string status, bool? heedsTerm) =>
        (NodeProcess.Parse(status)?.HeedsStopSignal).ShouldBe(heedsTerm);

    [Theory]
    [InlineData("SIGTERM", true, 0, 0, false)]
    [InlineData("SIGTERM", true, 1 << 14, 0, true)]
    [InlineData("15", true, 1 << 14, 0, true)]
    [InlineData("SIGQUIT", true, 1 << 14, 0, false)]
    [InlineData("QUIT", true, 1 << 2, 0, true)]
    [InlineData("SIGTERM", false, 0, 0, true)]
    [InlineData("SIGTERM", false, 0, 1 << 14, false)]
    [InlineData("SIGKILL", true, 0, 0, true)]
    [InlineData("SIGODD", true, 0, 0, true)]
    public void PID_1_hears_only_signals_that_it_handles(string signal, bool isInit, long caught, long ignored, bool heeds) =>
        new MainProcess("sh", isInit, (ulong)caught, (ulong)ignored) { StopSignal = signal }.HeedsStopSignal.ShouldBe(heeds);
}
