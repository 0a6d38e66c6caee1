using System.Buffers.Binary;
using System.Net.Sockets;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>A TCP connection that carries PTP/IP's packets: length, type, payload (CIPA DC-005, clause 2.2).</summary>
internal sealed class PtpIpConnection(TcpClient client) : IDisposable
{
    private const int LargestDataPacket = 256 << 10;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly NetworkStream _stream = client.GetStream();

    public async Task<(uint Type, byte[] Payload)> ReceiveAsync(CancellationToken stop)
    {
        AcknowledgeAtOnce();
        var header = new byte[8];
        await _stream.ReadExactlyAsync(header, stop).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (length is < 8 or > 1 << 20)
            throw new IOException("This is not a PTP/IP packet.");
        var payload = new byte[length - 8];
        await _stream.ReadExactlyAsync(payload, stop).ConfigureAwait(false);
        return (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)), payload);
    }

    public async Task SendAsync(uint type, byte[] payload, CancellationToken stop)
    {
        var packet = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(4), type);
        payload.CopyTo(packet, 8);
        await _sending.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(packet, stop).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>
    /// libgphoto2 writes a packet in two parts and leaves Nagle's algorithm on: the second part waits for the acknowledgement of the first,
    /// which Linux delays by 40 ms unless it is asked not to, each time.
    /// </summary>
    private void AcknowledgeAtOnce()
    {
        const int Tcp = 6;
        const int QuickAck = 12;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            client.Client.SetRawSocketOption(Tcp, QuickAck, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // The connection is gone, as the next read will find.
        }
    }

    /// <summary>The data phase from the initiator.</summary>
    public async Task<byte[]> TakeDataAsync(CancellationToken stop)
    {
        var data = new List<byte>();
        while (true)
        {
            var (type, payload) = await ReceiveAsync(stop).ConfigureAwait(false);
            if (type is PtpCodes.Data or PtpCodes.EndData)
                data.AddRange(payload[4..]);
            if (type == PtpCodes.EndData)
                return [.. data];
        }
    }

    /// <summary>The data phase towards the initiator; cut off in the middle when <paramref name="until"/> says so.</summary>
    public async Task SendDataAsync(uint transaction, ReadOnlyMemory<byte> data, int until, CancellationToken stop)
    {
        await SendAsync(
            PtpCodes.StartData, new PtpWriter().UInt32(transaction).UInt64((ulong)data.Length).ToArray(), stop).ConfigureAwait(false);
        for (var at = 0; ;)
        {
            var length = Math.Min(LargestDataPacket, data.Length - at);
            if (at + length > until)
                throw new IOException("The test drops the connection here.");
            var last = at + length == data.Length;
            var payload = new PtpWriter().UInt32(transaction).Bytes(data.Span.Slice(at, length)).ToArray();
            await SendAsync(last ? PtpCodes.EndData : PtpCodes.Data, payload, stop).ConfigureAwait(false);
            at += length;
            if (last)
                return;
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _sending.Dispose();
    }
}
