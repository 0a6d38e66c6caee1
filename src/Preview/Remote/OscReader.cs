using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace P2IKT.Live.Preview.Remote;

/// <summary>
/// Reads datagrams of OSC 1.0 (https://opensoundcontrol.stanford.edu/spec-1_0.html): a message, or a bundle of messages and bundles. It
/// never throws, whatever the bytes are, and what it allocates is in proportion to a datagram of at most <see cref="MaxBytes"/>.
/// </summary>
internal static class OscReader
{
    /// <summary>Longest datagram, in bytes.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Messages in a datagram.</summary>
    public const int MaxMessages = 32;

    /// <summary>Arguments of a message.</summary>
    public const int MaxArguments = 16;

    /// <summary>Bundles within each other.</summary>
    public const int MaxDepth = 4;

    private const int MaxAddressBytes = 128;

    /// <summary>Reads a datagram. Of one that is broken anywhere nothing is read.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="messages">Its messages in their order, those of bundles with them; the time tags of bundles are left out.</param>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out IReadOnlyList<OscMessage> messages)
    {
        var read = new List<OscMessage>();
        var isValid = datagram.Length <= MaxBytes && TryReadElement(datagram, 0, read);
        messages = isValid ? read : [];
        return isValid;
    }

    private static bool TryReadElement(ReadOnlySpan<byte> bytes, int depth, List<OscMessage> into)
    {
        if (bytes.Length == 0 || bytes.Length % 4 != 0)
            return false;
        return bytes.StartsWith("#bundle\0"u8) ? TryReadBundle(bytes[8..], depth, into) : TryReadMessage(bytes, into);
    }

    private static bool TryReadBundle(ReadOnlySpan<byte> rest, int depth, List<OscMessage> into)
    {
        const int TimeTagBytes = 8; // left out: a command is carried out when it arrives
        if (depth == MaxDepth || rest.Length < TimeTagBytes)
            return false;
        rest = rest[TimeTagBytes..];
        while (rest.Length > 0)
        {
            if (!TryReadInt32(ref rest, out var length) || length <= 0 || length > rest.Length
                || !TryReadElement(rest[..length], depth + 1, into))
                return false;
            rest = rest[length..];
        }
        return true;
    }

    private static bool TryReadMessage(ReadOnlySpan<byte> rest, List<OscMessage> into)
    {
        if (into.Count == MaxMessages || !TryReadString(ref rest, out var address) || !IsAddress(address))
            return false;
        ReadOnlySpan<byte> tags = ","u8; // old senders leave the tags out where there are no arguments
        if (rest.Length > 0 && (!TryReadString(ref rest, out tags) || !tags.StartsWith(","u8)))
            return false;
        tags = tags[1..];
        if (tags.Length > MaxArguments)
            return false;
        var arguments = new OscArgument[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            if (!TryReadArgument((char)tags[i], ref rest, out arguments[i]))
                return false;
        }
        into.Add(new OscMessage(Encoding.ASCII.GetString(address), arguments));
        return rest.Length == 0;
    }

    private static bool TryReadArgument(char type, ref ReadOnlySpan<byte> rest, out OscArgument argument)
    {
        var isRead = false;
        double number = 0;
        string? text = null;
        switch (type)
        {
            case 'T' or 'F' or 'N':
                (isRead, number) = (true, type == 'T' ? 1 : 0);
                break;
            case 'i' when TryReadInt32(ref rest, out var bits):
                (isRead, number) = (true, bits);
                break;
            case 'f' when TryReadInt32(ref rest, out var bits):
                (isRead, number) = (true, BitConverter.Int32BitsToSingle(bits));
                break;
            case 'h' when TryReadInt64(ref rest, out var bits):
                (isRead, number) = (true, bits);
                break;
            case 'd' when TryReadInt64(ref rest, out var bits):
                (isRead, number) = (true, BitConverter.Int64BitsToDouble(bits));
                break;
            case 's' when TryReadString(ref rest, out var bytes) && Utf8.IsValid(bytes):
                (isRead, text) = (true, Encoding.UTF8.GetString(bytes));
                break;
            case 'b':
                isRead = TrySkipBlob(ref rest);
                break;
        }
        argument = new OscArgument(type, number, text);
        return isRead;
    }

    private static bool TrySkipBlob(ref ReadOnlySpan<byte> rest)
    {
        if (!TryReadInt32(ref rest, out var length) || length < 0 || length > rest.Length)
            return false;
        rest = rest[((length + 3) & ~3)..]; // within: what is left is a multiple of four
        return true;
    }

    /// <summary>A string ends with a zero, and then with more zeros up to a multiple of four bytes.</summary>
    private static bool TryReadString(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        var length = rest.IndexOf((byte)0);
        if (length < 0)
            return false;
        var padded = (length + 4) & ~3; // within: what is left is a multiple of four
        if (rest[length..padded].ContainsAnyExcept((byte)0))
            return false;
        text = rest[..length];
        rest = rest[padded..];
        return true;
    }

    private static bool TryReadInt32(ref ReadOnlySpan<byte> rest, out int value)
    {
        var isThere = BinaryPrimitives.TryReadInt32BigEndian(rest, out value);
        if (isThere)
            rest = rest[sizeof(int)..];
        return isThere;
    }

    private static bool TryReadInt64(ref ReadOnlySpan<byte> rest, out long value)
    {
        var isThere = BinaryPrimitives.TryReadInt64BigEndian(rest, out value);
        if (isThere)
            rest = rest[sizeof(long)..];
        return isThere;
    }

    private static bool IsAddress(ReadOnlySpan<byte> address) =>
        address.Length <= MaxAddressBytes && address.StartsWith("/"u8) && !address.ContainsAnyExceptInRange((byte)'!', (byte)'~');
}
