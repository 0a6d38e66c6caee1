using System.Text;

namespace P2IKT.Live.Capture.Network;

/// <summary>
/// The bytes of one HTTP response, the head written anew: .NET refuses an answer for one odd line in it, and cameras send odd lines (<c>ICY
/// 200 OK</c>, a date without a name before it, letters beyond ASCII). Only what a stream needs is kept. The body passes through untouched.
/// </summary>
/// <remarks>One response a connection: the client sends <c>Connection: close</c>.</remarks>
internal sealed class RepairedHead(Stream inner) : Stream
{
    private const int LongestHead = 64 << 10;
    private static readonly string[] Needed = ["Content-Type", "Content-Length", "Transfer-Encoding", "Location", "Set-Cookie",
        "WWW-Authenticate", "Proxy-Authenticate"];
    private byte[]? _ready; // the new head and what came behind the old one; null until the old one is here
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The same head in the words of RFC 9112; null when it does not answer in HTTP at all.</summary>
    /// <param name="head">The lines of the head, each with its end.</param>
    internal static byte[]? Repair(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // "HTTP/1.0 200 OK", "ICY 200 OK", "HTTP 200"
        if (lines is not [var first, ..]
            || first.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries) is not [var protocol, var code, .. var reason]
            || !(protocol.StartsWith("HTTP", StringComparison.OrdinalIgnoreCase)
            || protocol.Equals("ICY", StringComparison.OrdinalIgnoreCase))
            || !(code is [>= '1' and <= '9', _, _] && code.All(char.IsAsciiDigit)))
            return null;
        List<(string Name, string Value)> headers = [];
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0
                && Needed.FirstOrDefault(name => name.Equals(line[..colon].TrimEnd(), StringComparison.OrdinalIgnoreCase)) is { } name)
                headers.Add((name, Plain(line[(colon + 1)..])));
        }
        RepairLengths(headers);
        var repaired = headers.Select(static header => $"{header.Name}: {header.Value}")
            .Prepend($"HTTP/1.1 {code} {Plain(string.Join(' ', reason))}");
        return Encoding.ASCII.GetBytes(string.Join("\r\n", repaired) + "\r\n\r\n");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        // The body costs nothing more.
        _given == _ready?.Length ? inner.ReadAsync(buffer, cancellationToken) : ReadHeadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// A stream of pictures ends when it ends, whatever length its head states; for other answers a length counts if it is the only one.
    /// </summary>
    private static void RepairLengths(List<(string Name, string Value)> headers)
    {
        var isStream = headers.Any(
            static h => h.Name == "Content-Type" && h.Value.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase));
        var lengths = headers.Where(static h => h.Name == "Content-Length").Select(static h => h.Value).Distinct().ToList();
        headers.RemoveAll(static h => h.Name == "Content-Length");
        var isChunked = headers.RemoveAll(
            static h => h.Name == "Transfer-Encoding" && h.Value.Contains("chunked", StringComparison.OrdinalIgnoreCase)) > 0;
        headers.RemoveAll(static h => h.Name == "Transfer-Encoding");
        if (isChunked)
            headers.Add(("Transfer-Encoding", "chunked"));
        else if (!isStream && lengths is [var length] && length.Length is > 0 and < 19 && length.All(char.IsAsciiDigit))
            headers.Add(("Content-Length", length));
    }

    /// <summary>Without what a terminal or a parser would take for more than text.</summary>
    private static string Plain(string text) => string.Concat(text.Trim().Select(static c => c is >= ' ' and <= '~' ? c : '?'));

    private async ValueTask<int> ReadHeadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        if (buffer.IsEmpty) // asks whether there is anything to read, and has nowhere to put it
            return 0;
        _ready ??= await ReceiveHeadAsync(stop).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _ready.Length - _given);
        _ready.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    private async ValueTask<byte[]> ReceiveHeadAsync(CancellationToken stop)
    {
        var received = new byte[4096];
        var count = 0;
        while (true)
        {
            var got = await inner.ReadAsync(received.AsMemory(count), stop).ConfigureAwait(false);
            count += got;
            if (EndOf(received.AsSpan(0, count)) is { } end)
                return Repair(received.AsSpan(0, end)) is { } repaired
                    ? [.. repaired, .. received.AsSpan(end, count - end)]
                    : received[..count];
            if (got == 0 || count >= LongestHead)
                return received[..count]; // .NET says what it thinks of it
            if (count == received.Length)
                Array.Resize(ref received, count * 2);
        }
    }

    /// <summary>Bytes up to the blank line that ends the head, with it; null when that has not come.</summary>
    private static int? EndOf(ReadOnlySpan<byte> received)
    {
        var started = false; // blank lines before the first one do no harm
        for (var at = 0; received[at..].IndexOf((byte)'\n') is >= 0 and var length; at += length + 1)
        {
            var isBlank = received.Slice(at, length).Trim((byte)'\r').IsEmpty;
            if (isBlank && started)
                return at + length + 1;
            started |= !isBlank;
        }
        return null;
    }
}
