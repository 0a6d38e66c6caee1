using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace P2IKT.Live.Preview.Server;

/// <summary>
/// The web server's memory for the bytes of connections, in blocks of 128 KiB, of which a picture needs a few. It would need dozens of the
/// server's own 4 KiB blocks, and each send allocates a list of them: half of the garbage that a viewer caused.
/// </summary>
/// <remarks>
/// Thread-safe. Returned blocks are kept: as many as were ever rented at once. A connection that waits for bytes holds none.
/// </remarks>
internal sealed class SocketBlockPool : MemoryPool<byte>
{
    /// <summary>Size of a block. Up to eight blocks, a megabyte, are sent without such a list.</summary>
    public const int BlockBytes = 128 << 10;

    private readonly Lock _gate = new();
    private readonly Stack<Block> _free = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>Rents a block, always of the full size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is more than a block holds.</exception>
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
        // Blocks are managed memory: those that are rented stay valid.
    }

    private void Return(Block block)
    {
        lock (_gate)
            _free.Push(block);
    }

    /// <summary>Creates the pools of the server: one for each of its socket queues.</summary>
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
