using System.Text;

namespace P2IKT.Live.Deblur.Cpu.Onnx;

/// <summary>
/// A message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), read field by field where it lies.
/// </summary>
/// <remarks>
/// The parsers of Google.Protobuf copy each message within a message: a file of 10 MB became 60 MB of managed memory, and had the oldest
/// generation collected in the middle of a live view, when a still scene's model was opened.
/// </remarks>
/// <param name="bytes">The message; not owned.</param>
internal ref struct ProtobufMessage(ReadOnlySpan<byte> bytes)
{
    private const int MaxVarint = 10; // bytes of one

    private ReadOnlySpan<byte> _left = bytes;
    private ProtobufType _type;

    /// <summary>Whether the field that was begun last holds bytes: a text, a message, or a packed list.</summary>
    public readonly bool HoldsBytes => _type == ProtobufType.Bytes;

    private readonly bool IsAtEnd => _left.IsEmpty;

    /// <summary>Begins the next field: its number; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">What follows is not a field.</exception>
    public int NextField()
    {
        if (IsAtEnd)
            return 0;
        var tag = Number();
        _type = (ProtobufType)(tag & 7);
        return tag is > 7 and <= uint.MaxValue ? (int)(tag >> 3) : throw Broken();
    }

    /// <summary>The field is a whole number.</summary>
    /// <exception cref="InvalidDataException">It is cut short, or the field has another content.</exception>
    public long Integer() => _type is ProtobufType.Varint ? (long)Number() : throw Broken();

    /// <summary>The bytes of the field; valid as long as those of this message.</summary>
    /// <exception cref="InvalidDataException">They are cut short, or the field has another content.</exception>
    public ReadOnlySpan<byte> Bytes() => HoldsBytes ? Take(Number()) : throw Broken();

    /// <summary>The field is a message.</summary>
    /// <exception cref="InvalidDataException">It is cut short, or the field has another content.</exception>
    public ProtobufMessage Message() => new(Bytes());

    /// <summary>Adds the whole numbers of the field, which holds one of them or a packed list.</summary>
    /// <exception cref="InvalidDataException">It is cut short, or the field has another content.</exception>
    public void AddIntegers(List<long> to)
    {
        if (!HoldsBytes)
        {
            to.Add(Integer());
            return;
        }
        for (var list = new ProtobufMessage(Bytes()); !list.IsAtEnd;)
            to.Add((long)list.Number());
    }

    /// <summary>The field is a text in UTF-8; what is not becomes U+FFFD.</summary>
    /// <exception cref="InvalidDataException">It is cut short, or the field has another content.</exception>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Leaves the field out.</summary>
    /// <exception cref="InvalidDataException">It is cut short, or of a kind that is not in use any more.</exception>
    public void Skip()
    {
        switch (_type)
        {
            case ProtobufType.Varint:
                Number();
                break;
            case ProtobufType.Fixed64:
                Take(sizeof(ulong));
                break;
            case ProtobufType.Bytes:
                Bytes();
                break;
            case ProtobufType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw Broken();
        }
    }

    private ulong Number()
    {
        var value = 0UL;
        for (var i = 0; i < Math.Min(MaxVarint, _left.Length); i++)
        {
            value |= (ulong)(_left[i] & 0x7F) << (7 * i);
            if (_left[i] >= 0x80)
                continue;
            _left = _left[(i + 1)..];
            return value;
        }
        throw Broken();
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_left.Length)
            throw Broken();
        var taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    private static InvalidDataException Broken() => new("it is cut short, or is not in the format of ONNX");

    /// <summary>Wire types.</summary>
    private enum ProtobufType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }
}
