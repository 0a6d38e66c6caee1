using System.Runtime.InteropServices;

namespace P2IKT.Live.Frames.Memory;

/// <summary>A stretch of huge pages, and which parts of it are free. For one thread at a time.</summary>
internal sealed unsafe class PageBlock : IDisposable
{
    private readonly byte* _addresses, _start; // the first of all, and of the first huge page
    private readonly nint _bytes; // from there on
    private readonly List<(nint Start, nint End)> _free; // in order, and none touches the next
    private readonly bool[] _written; // whether a huge page may hold anything but zeros

    /// <param name="bytes">How many there shall be at least.</param>
    /// <exception cref="InsufficientMemoryException">There are not that many.</exception>
    public PageBlock(nint bytes)
    {
        _bytes = Up(bytes, NativePages.HugePageBytes);
        _addresses = NativePages.Reserve(_bytes + NativePages.HugePageBytes);
        _start = (byte*)Up((nint)_addresses, NativePages.HugePageBytes);
        NativePages.WantHuge(_start, _bytes);
        _free = [(0, _bytes)];
        _written = new bool[_bytes / NativePages.HugePageBytes];
    }

    /// <summary>Whether all of it is free.</summary>
    public bool IsEmpty => _free is [var (start, end)] && start == 0 && end == _bytes;

    /// <summary>Whether the address lies in it.</summary>
    public bool Contains(void* memory) => (byte*)memory >= _start && (byte*)memory < _start + _bytes;

    /// <summary>The first part that is large enough, zeroed; null where none is.</summary>
    public void* TryTake(nint bytes)
    {
        var size = Up(bytes, NativePages.PageBytes);
        var index = _free.FindIndex(part => part.End - part.Start >= size);
        if (index < 0)
            return null;
        var (start, end) = _free[index];
        if (end - start == size)
            _free.RemoveAt(index);
        else
            _free[index] = (start + size, end);
        Clear(start, start + size);
        return _start + start;
    }

    /// <summary>Takes a part back, and gives the system the huge pages in which nothing is left.</summary>
    public void Return(void* memory, nint bytes)
    {
        nint start = (nint)((byte*)memory - _start), end = start + Up(bytes, NativePages.PageBytes);
        var index = _free.FindIndex(part => part.Start >= end);
        index = index < 0 ? _free.Count : index;
        if (index < _free.Count && _free[index].Start == end)
        {
            end = _free[index].End;
            _free.RemoveAt(index);
        }
        if (index > 0 && _free[index - 1].End == start)
        {
            start = _free[--index].Start;
            _free.RemoveAt(index);
        }
        _free.Insert(index, (start, end));
        Drop(start, end);
    }

    /// <summary>Gives all of it back to the system; whatever lies in it is gone.</summary>
    public void Dispose() => NativePages.Release(_addresses, _bytes + NativePages.HugePageBytes);

    /// <summary>What was never written to is left alone: it is zeros already, and takes no memory yet.</summary>
    private void Clear(nint start, nint end)
    {
        for (var at = start; at < end;)
        {
            var page = at / NativePages.HugePageBytes;
            var next = Math.Min(end, (page + 1) * NativePages.HugePageBytes);
            if (_written[page])
                NativeMemory.Clear(_start + at, (nuint)(next - at));
            _written[page] = true;
            at = next;
        }
    }

    private void Drop(nint start, nint end)
    {
        for (var page = Up(start, NativePages.HugePageBytes) / NativePages.HugePageBytes; page < end / NativePages.HugePageBytes; page++)
        {
            if (!_written[page])
                continue;
            NativePages.Drop(_start + (page * NativePages.HugePageBytes), NativePages.HugePageBytes);
            _written[page] = false;
        }
    }

    private static nint Up(nint bytes, int multiple) => (bytes + multiple - 1) / multiple * multiple;
}
