using System.Buffers.Binary;
using System.Text;

namespace LocalPods.Orchestrator.Server.Protobuf;

/// <summary>Walks the fields of one message.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;
    private int _wire;

    /// <summary>Goes to the next field. Its value must then be read or skipped.</summary>
    /// <returns>False at the end.</returns>
    public bool Next(out int number)
    {
        number = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        if (tag >> 3 is 0 or > 536_870_911)
        {
            throw new ProtobufException("a field has no valid number");
        }

        (number, _wire) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    public string ReadString() => Text(ReadBytes());

    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(Length);
        var length = ReadVarint();
        if (length > (ulong)_rest.Length)
        {
            throw new ProtobufException("unexpected end");
        }

        return Take((int)length);
    }

    public long ReadInt()
    {
        Expect(Varint);
        return (long)ReadVarint();
    }

    public double ReadDouble()
    {
        Expect(Fixed64);
        return BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
    }

    public void Skip()
    {
        switch (_wire)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(8);
                break;
            case Length:
                ReadBytes();
                break;
            case Fixed32:
                Take(4);
                break;
            default:
                throw new ProtobufException($"wire type {_wire} is not used here");
        }
    }

    private static string Text(ReadOnlySpan<byte> value)
    {
        try
        {
            return s_strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw new ProtobufException("a string is not valid UTF-8");
        }
    }

    private readonly void Expect(int wire)
    {
        if (_wire != wire)
        {
            throw new ProtobufException($"a field has wire type {_wire} where {wire} is expected");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new ProtobufException("unexpected end");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ProtobufException("a number is too long");
    }
}
