using System.Buffers.Binary;
using System.Text;

namespace LocalPods.Orchestrator.Probes;

/// <summary>The bytes and words of <c>grpc.health.v1</c>: a length prefix of five bytes, then one protobuf field.</summary>
internal static class GrpcHealth
{
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unavailable = 14;

    private const int PrefixLength = 5;

    private static readonly string[] Statuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    private static readonly string[] Codes =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
        "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss",
        "Unauthenticated",
    ];

    /// <summary>The question after a service's health; field 1 is the service's name.</summary>
    public static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        using var message = new MemoryStream();
        message.Write(stackalloc byte[PrefixLength]);
        if (name.Length > 0)
        {
            message.WriteByte((1 << 3) | 2);
            for (var length = name.Length; ; length >>= 7)
            {
                message.WriteByte((byte)(length > 0x7f ? (length & 0x7f) | 0x80 : length));
                if (length <= 0x7f)
                {
                    break;
                }
            }

            message.Write(name);
        }

        var bytes = message.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)(bytes.Length - PrefixLength));
        return bytes;
    }

    /// <summary>The status in an answer; field 1 is its number, left out when 0.</summary>
    public static string Status(ReadOnlySpan<byte> answer)
    {
        var field = answer.Length > PrefixLength + 1 && answer[PrefixLength] == 1 << 3 ? answer[PrefixLength + 1] : 0;
        return field < Statuses.Length ? Statuses[field] : field.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public static string CodeName(int code) => code >= 0 && code < Codes.Length ? Codes[code] : $"Code({code})";

    /// <summary>What gRPC makes of an answer that was none of its own.</summary>
    public static int CodeOfHttp(int status) => status switch
    {
        400 => Internal,
        401 => 16,
        403 => 7,
        404 => Unimplemented,
        429 or 502 or 503 or 504 => Unavailable,
        _ => 2,
    };
}
