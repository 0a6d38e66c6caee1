using FsCheck;
using FsCheck.Xunit;
using Google.Protobuf;
using P2IKT.Live.Deblur.Cpu.Onnx;

namespace P2IKT.Live.Tests.Deblur.Cpu;

/// <summary>Against the writer of Google's library.</summary>
public sealed class ProtobufMessageTests
{
    [Property(MaxTest = 200)]
    public void Fields_OfEachKind_ComeBack(long number, NonNull<string> text, long[] list, uint skipped, ulong longSkipped, byte[] bytes)
    {
        var message = new ProtobufMessage(Written(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(number);
            output.WriteTag(20_000, WireFormat.WireType.LengthDelimited);
            output.WriteString(text.Get);
            output.WriteTag(3, WireFormat.WireType.Fixed32);
            output.WriteFixed32(skipped);
            output.WriteTag(4, WireFormat.WireType.Fixed64);
            output.WriteFixed64(longSkipped);
            output.WriteTag(5, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(Written(packed => Array.ForEach(list, packed.WriteInt64))));
            output.WriteTag(5, WireFormat.WireType.Varint);
            output.WriteInt64(number);
            output.WriteTag(6, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(bytes));
        }));

        Assert.Equal(1, message.NextField());
        Assert.False(message.HoldsBytes);
        Assert.Equal(number, message.Integer());
        Assert.Equal(20_000, message.NextField());
        Assert.Equal(ByteString.CopyFromUtf8(text.Get).ToStringUtf8(), message.Text()); // half of a surrogate pair is replaced
        for (var i = 3; i <= 4; i++)
        {
            Assert.Equal(i, message.NextField());
            message.Skip();
        }
        var numbers = new List<long>();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(5, message.NextField());
            message.AddIntegers(numbers);
        }
        Assert.Equal([.. list, number], numbers);
        Assert.Equal(6, message.NextField());
        Assert.True(message.HoldsBytes);
        Assert.Equal(bytes, message.Bytes().ToArray());
        Assert.Equal(0, message.NextField());
    }

    [Theory]
    [InlineData(0x80)] // a tag without an end
    [InlineData(0x08)] // a field without a content
    [InlineData(0x08, 0x80)]
    [InlineData(0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)] // eleven bytes of a number
    [InlineData(0x0A, 0x02, 0x41)] // two bytes, and one is there
    [InlineData(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)] // 2^64 - 1 bytes
    [InlineData(0x0D, 0x01, 0x02, 0x03)]
    [InlineData(0x09, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07)]
    [InlineData(0x0B)] // a group, which is not in use any more
    [InlineData(0x0E, 0x00)] // no kind at all
    [InlineData(0x00, 0x00)] // field 0
    public void Message_ThatIsBroken_IsRefused(params int[] bytes) => Assert.Throws<InvalidDataException>(() =>
    {
        var message = new ProtobufMessage(Array.ConvertAll(bytes, Convert.ToByte));
        while (message.NextField() is not 0)
            message.Skip();
    });

    [Fact]
    public void Field_OfAnotherKind_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            var message = new ProtobufMessage([0x08, 0x01]);
            message.NextField();
            message.Text();
        });
        Assert.Throws<InvalidDataException>(() =>
        {
            var message = new ProtobufMessage([0x0A, 0x01, 0x41]);
            message.NextField();
            message.Integer();
        });
    }

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        write(output);
        output.Flush();
        return bytes.ToArray();
    }
}
