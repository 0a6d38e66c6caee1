using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// The memory that the web server keeps a connection's bytes in, in blocks of which a picture needs a few. Of the server's own, of
/// 4 KiB, it needs dozens, and a list of dozens of blocks is made anew for every send: half of what a viewer left to the collector.
/// </summary>
/// <remarks>Thread-safe. Blocks that come back are kept: as many as were ever out at once. A connection that waits for bytes holds none.</remarks>
internal sealed class SocketBlockPool : MemoryPool<byte>
{
    /// <summary>Up to eight blocks are sent without such a list: a megabyte.</summary>
    public const int BlockBytes = 128 << 10;

    private readonly Lock _gate = new();
    private readonly Stack<Block> _free = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>A block, whole, whatever less is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More is asked for than a block holds.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_gate)
        {
            if (_free.TryPop(out var block))
                return block;
        }
        return new Block(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Blocks are managed memory: those that are out stay valid.
    }

    private void Return(Block block)
    {
        lock (_gate)
            _free.Push(block);
    }

    /// <summary>Makes the pools that the server asks for: one for each of the queues that its connections are spread over.</summary>
    public sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new SocketBlockPool();
    }

    private sealed class Block(SocketBlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true); // the socket needs its address

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
