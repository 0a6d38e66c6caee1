using System.Buffers.Binary;
using System.Text;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Tests.Fuzz;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>Datagrams of OSC 1.0, valid, cut and hostile.</summary>
public sealed class OscReaderTests
{
    private static readonly string[] Texts = [",s", ",ifsbTFNdh", "#bundle\0", "/p2ikt/"];
    private static readonly byte[][] Tokens = [[0], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF],
        .. Texts.Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[] Start = OscWriter.Write("/p2ikt/record/start", OscArgument.Of("take 1"));

    [Fact]
    public void Read_OfTheExampleOfTheSpecification_HasItsArguments()
    {
        // /foo ,iisff 1000 -1 "hello" 1.234 5.678: the second example of the specification
        var message = Assert.Single(Read(Convert.FromHexString(
            "2F666F6F000000002C69697366660000000003E8FFFFFFFF68656C6C6F0000003F9DF3B640B5B22D")));
        Assert.Equal("/foo", message.Address);
        Assert.Equal("iisff", string.Concat(message.Arguments.Select(static argument => argument.Type)));
        Assert.Equal(["1000", "-1", "hello", "1.234", "5.678"], message.Arguments.Select(static argument => argument.ToString()));
    }

    [Fact]
    public void Read_OfWhatIsWritten_IsTheSame_ForEachType()
    {
        OscArgument[] arguments = [OscArgument.Of("Käse"), OscArgument.Of(""), OscArgument.Of(2.8f), OscArgument.Of(true),
            OscArgument.Of(false), new('i', -7, null), new('h', 1L << 40, null), new('d', Math.PI, null), new('N', 0, null),
            new('b', 0, null)];
        var message = Assert.Single(Read(OscWriter.Write("/a", arguments)));
        Assert.Equal(arguments, message.Arguments);
    }

    [Theory]
    [InlineData("2.8", "2.8")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("800", "800")]
    public void Float_AsText_IsAsItWasTyped(string typed, string text) =>
        Assert.Equal(text, OscArgument.Of(float.Parse(typed, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Read_OfABlob_SkipsItsContent()
    {
        byte[] datagram = [.. "/a\0\0,bi\0"u8, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 9];
        Assert.Equal("9", Assert.Single(Read(datagram)).Arguments[1].ToString());
    }

    [Fact]
    public void Read_WithoutTypeTags_IsAMessageWithoutArguments() => Assert.Empty(Assert.Single(Read("/p2ikt/ping\0"u8)).Arguments);

    [Fact]
    public void Read_OfBundlesInBundles_HasAllMessagesInTheirOrder()
    {
        var inner = Bundle(OscWriter.Write("/b"), OscWriter.Write("/c"));
        Assert.Equal(["/a", "/b", "/c", "/d"],
            Read(Bundle(OscWriter.Write("/a"), inner, OscWriter.Write("/d"))).Select(static message => message.Address));
        Assert.Empty(Read(Bundle()));
    }

    [Fact]
    public void Read_OfADatagramThatIsCut_IsRefused_WhereverItIsCut()
    {
        // Complete in themselves: an address without arguments, a bundle of no message, and of one.
        Assert.Equal([20], LengthsThatAreRead(Start));
        Assert.Equal([16, 52], LengthsThatAreRead(Bundle(Start, Start)));

        static IEnumerable<int> LengthsThatAreRead(byte[] whole) =>
            Enumerable.Range(0, whole.Length).Where(length => OscReader.TryRead(whole.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p2ikt/ping\0\0,\0\0\0")]
    [InlineData("/abc")]
    [InlineData("/a b\0\0\0\0,\0\0\0")]
    [InlineData("/a\n\0,\0\0\0")]
    [InlineData("/a\0x,\0\0\0")]
    [InlineData("/a\0\0i\0\0\0\0\0\0\x1")]
    [InlineData("/a\0\0,i\0\0")]
    [InlineData("/a\0\0,i\0\0\0\0\0")]
    [InlineData("/a\0\0,i\0\0\0\0\0\x1\0\0\0\0")]
    [InlineData("/a\0\0,s\0\0abcd")]
    [InlineData("/a\0\0,Q\0\0")]
    [InlineData("/a\0\0,b\0\0\x7f\x7f\x7f\x7f")]
    [InlineData("/a\0\0,[i]\0\0\0\0\0\0\0\x1")]
    [InlineData("#bundle\0")]
    [InlineData("#bundle\0\0\0\0\0\0\0\0\x1\0\0\0\x4")]
    [InlineData("#bundle\0\0\0\0\0\0\0\0\x1\0\0\0\0")]
    [InlineData("#bundle\0\0\0\0\0\0\0\0\x1\x7f\x7f\x7f\x7f/a\0\0")]
    public void Read_OfWhatIsNotOsc_IsRefused(string datagram) =>
        Assert.False(OscReader.TryRead(Encoding.ASCII.GetBytes(datagram), out _));

    [Fact]
    public void Read_OfBadUtf8OrABlobOfNegativeLength_IsRefused()
    {
        Assert.False(OscReader.TryRead([.. "/a\0\0,s\0\0"u8, 0xC3, 0x28, 0, 0], out _));
        Assert.False(OscReader.TryRead([.. "/a\0\0,b\0\0"u8, 0xFF, 0xFF, 0xFF, 0xFF], out _));
    }

    /// <summary>A page can have a browser send STUN, DTLS and QUIC to any port.</summary>
    [Theory]
    [InlineData("000100002112A442000102030405060708090A0B")]
    [InlineData("16FEFD0000000000000000")]
    [InlineData("C300000001088394C8F03E5157080000449E")]
    public void Read_OfWhatABrowserSends_IsRefused(string hex) => Assert.False(OscReader.TryRead(Convert.FromHexString(hex), out _));

    [Fact]
    public void Read_OfTooMuch_IsRefused()
    {
        var message = OscWriter.Write("/a");
        Assert.True(OscReader.TryRead(Bundle([.. Enumerable.Repeat(message, OscReader.MaxMessages)]), out _));
        Assert.False(OscReader.TryRead(Bundle([.. Enumerable.Repeat(message, OscReader.MaxMessages + 1)]), out _));
        Assert.True(OscReader.TryRead(OscWriter.Write("/a", [.. Enumerable.Repeat(OscArgument.Of(true), OscReader.MaxArguments)]), out _));
        Assert.False(OscReader.TryRead(
            OscWriter.Write("/a", [.. Enumerable.Repeat(OscArgument.Of(true), OscReader.MaxArguments + 1)]), out _));
        Assert.False(OscReader.TryRead(OscWriter.Write("/" + new string('a', 128)), out _));
        Assert.False(OscReader.TryRead(OscWriter.Write("/a", OscArgument.Of(new string('x', OscReader.MaxBytes))), out _));
        for (var depth = 0; depth < OscReader.MaxDepth; depth++)
            message = Bundle(message);
        Assert.True(OscReader.TryRead(message, out _));
        Assert.False(OscReader.TryRead(Bundle(message), out _));
    }

    [Fact]
    public void Read_OfAnyBytes_ReadsOrRefuses_AndAllocatesLittle()
    {
        var read = 0;
        foreach (var valid in new[] { Start,
            OscWriter.Write("/a", OscArgument.Of(1), new('b', 0, null), new('h', 3, null), OscArgument.Of("x")),
            Bundle(Start, Bundle(OscWriter.Write("/b", new('d', 1, null), OscArgument.Of(false)))) })
        {
            foreach (var bytes in Mutations.Of(valid, 30_000, seed: 7, Tokens))
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var isRead = OscReader.TryRead(bytes, out var messages);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512 + (64 * OscReader.MaxBytes));
                Assert.InRange(messages.Count, 0, isRead ? OscReader.MaxMessages : 0);
                Assert.All(messages, static message => Assert.StartsWith("/", message.Address, StringComparison.Ordinal));
                read += isRead ? 1 : 0;
            }
        }
        Assert.InRange(read, 1000, 80_000); // both ways were gone
    }

    [Fact]
    public void Read_OfNoise_NeverThrows()
    {
        var random = new Random(11);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = new byte[4 * random.Next(1, 24)];
            random.NextBytes(bytes);
            (random.Next(3) switch { 0 => "#bundle\0"u8, 1 => "/a\0\0"u8, _ => "/b\0\0,"u8 })[..Math.Min(4, bytes.Length)].CopyTo(bytes);
            OscReader.TryRead(bytes, out _);
        }
    }

    internal static byte[] Bundle(params byte[][] elements)
    {
        List<byte> bundle = [.. "#bundle\0"u8, 0, 0, 0, 0, 0, 0, 0, 1];
        foreach (var element in elements)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, element.Length);
            bundle.AddRange(length);
            bundle.AddRange(element);
        }
        return [.. bundle];
    }

    private static IReadOnlyList<OscMessage> Read(ReadOnlySpan<byte> datagram)
    {
        Assert.True(OscReader.TryRead(datagram, out var messages));
        return messages;
    }
}
