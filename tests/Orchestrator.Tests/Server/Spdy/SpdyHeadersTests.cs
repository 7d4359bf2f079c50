using LocalPods.Orchestrator.Server.Streams.Spdy;

namespace LocalPods.Orchestrator.Tests.Server.Spdy;

public sealed class SpdyHeadersTests
{
    // Header blocks of one `kubectl exec -it`: one compressed stream, a block each.
    private static readonly (string Block, string Type)[] s_captured =
    [
        ("78f9e3c6a7c26260606004a7b392a2d4c45c6851c29a0a0a6800000000ffff", "error"),
        ("c22e555c92929907000000ffff", "stdin"),
        ("c22ac5565c92925f5a02000000ffff", "stdout"),
        ("c22e57945a9c59950a000000ffff", "resize"),
    ];

    [Fact]
    [Trait("spec", "API-52")]
    public void What_kubectl_sends_is_read()
    {
        using var headers = new SpdyHeaders();
        foreach (var (block, type) in s_captured)
        {
            headers.Read(Convert.FromHexString(block)).ShouldBe(new Dictionary<string, string> { ["streamtype"] = type });
        }
    }

    [Theory]
    [InlineData("78f9")]
    [InlineData("78f9e3c6a7c2ffffffff")]
    [InlineData("78f9e3c6a7c200ffff00000102")]
    public void What_is_no_header_block_is_refused(string block)
    {
        using var headers = new SpdyHeaders();
        Should.Throw<SpdyException>(() => headers.Read(Convert.FromHexString(block)));
    }
}
