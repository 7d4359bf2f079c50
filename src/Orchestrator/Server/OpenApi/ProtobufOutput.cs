using System.Buffers;
using System.Text;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>A protobuf message being written.</summary>
internal sealed class ProtobufOutput
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtobufOutput Text(int field, string value)
    {
        Bytes(field, Encoding.UTF8.GetBytes(value));
        return this;
    }

    public ProtobufOutput Message(int field, ProtobufOutput message)
    {
        Bytes(field, message.Written);
        return this;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((uint)field << 3) | 2);
        Varint((uint)value.Length);
        _bytes.Write(value);
    }

    private void Varint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
