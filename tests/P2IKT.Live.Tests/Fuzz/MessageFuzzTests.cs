using System.Text;
using System.Text.Json;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Preview.Live;

namespace P2IKT.Live.Tests.Fuzz;

/// <summary>Messages that come over a socket or a pipe: whatever they hold, they are read or refused.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class MessageFuzzTests
{
    private static readonly byte[][] Tokens =
        [.. new[] { "null", "1e999", "-1", "99999999999999999999", "{", "}", "[", "\"", "\\ud800", "\\u0000", ",", ":", "true", "{\"ack\":", "\u00ff" }.Select(Encoding.UTF8.GetBytes)];

    [Theory]
    [InlineData("""{"ack":42,"skipped":true,"want":{"source":true,"blur":false}}""")]
    [InlineData("""{"want":{"source":true,"other":[1,{"a":null}]},"x":"y","ack":9223372036854775807}""")]
    [InlineData("""{"ack":1,"began":1.5,"received":2,"painted":3e3,"view":{"width":1280,"height":720.5,"sourcePixels":true}}""")]
    public void ViewerMessage_BrokenInAnyWay_IsReadOrRefused(string valid)
    {
        Assert.True(ViewerMessage.TryParse(Encoding.UTF8.GetBytes(valid), out _));
        foreach (var message in Mutations.Of(Encoding.UTF8.GetBytes(valid), 20_000, seed: 1, Tokens))
        {
            if (!ViewerMessage.TryParse(message, out var read))
                continue;
            Assert.True(read.Wants is null || read.Wants.Value.HasFlag(FrameParts.Sharp)); // what a viewer gets whatever it says
            Assert.True(read.View is null || (read.View.Value is { Width: > 0, Height: > 0 } view && double.IsFinite(view.Width * view.Height)));
            Assert.True(read.Times is null || read.Times.Value.Painted >= read.Times.Value.Began);
            using var json = JsonDocument.Parse(message);
        }
    }

    /// <summary>A driver that went wild may write into the host's pipe: its reader meets nothing but the end, or what it catches.</summary>
    [Fact]
    public void HostPipe_OfAnyBytes_IsReadOrBroken()
    {
        using var valid = new MemoryStream();
        var writer = new HostPipe(Stream.Null, valid);
        writer.Write(HostMessageType.Hello, new HostMessage { Text = "2.5.30" });
        writer.Write(HostMessageType.Picture, [0xFF, 0xD8, 0xFF, 0xD9]);
        writer.Write(HostMessageType.Alive);
        writer.Write(HostMessageType.Refused, new HostMessage { Command = 7, Code = -110 });
        writer.Write(HostMessageType.Still, new HostMessage { Path = "/a/b.jpg", Number = 1_000_000 });
        foreach (var bytes in Mutations.Of(valid.ToArray(), 20_000, seed: 2, [.. Tokens, [0, 0, 0, 0], [1, 0, 0, 0, 8], [0xFF, 0xFF, 0xFF, 0x7F]]))
            Read(bytes);
        Read([5, 0, 0, 0, (byte)HostMessageType.Alive, .. "null"u8]); // once: a message that is none
    }

    private static void Read(byte[] bytes)
    {
        var reader = new HostPipe(new MemoryStream(bytes), Stream.Null);
        try
        {
            while (reader.TryReadHeader(out var type, out var length))
            {
                if (length > bytes.Length)
                    throw new EndOfStreamException(); // as it would be read; without the memory for it
                if (type == HostMessageType.Picture)
                    reader.ReadBytes(new byte[length]);
                else
                    Assert.NotNull(reader.ReadMessage(length));
            }
        }
        catch (Exception expected) when (expected is IOException or JsonException)
        {
            // As the reading thread takes it: the host is gone.
        }
    }
}
