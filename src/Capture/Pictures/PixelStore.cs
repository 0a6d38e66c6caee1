using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>The samples of a picture that is being made: in memory, or in a nameless file beside its output when it is large.</summary>
/// <remarks>
/// Written first, then read. The file is written, not mapped, until it is whole: a full disk is then an exception, not a signal.
/// </remarks>
public sealed unsafe class PixelStore : IDisposable
{
    /// <summary>What stays in memory: 85 megapixels of 8-bit colour.</summary>
    public const long MemoryBytes = 256 << 20;

    private readonly AtomicFile? _part;
    private readonly SafeFileHandle? _file;
    private readonly NativeArray<byte>? _array;
    private byte* _memory;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    /// <summary>Makes room.</summary>
    /// <param name="layout">What is to be kept.</param>
    /// <param name="beside">A file in whose folder a large one may lie.</param>
    /// <param name="memoryBytes">What stays in memory.</param>
    /// <exception cref="IOException">The folder cannot take a file.</exception>
    public PixelStore(PictureLayout layout, string beside, long memoryBytes = MemoryBytes)
    {
        Layout = layout;
        if (layout.Bytes <= memoryBytes)
        {
            _array = new NativeArray<byte>(checked((int)layout.Bytes));
            _memory = _array.Pointer;
            return;
        }
        _part = new AtomicFile(beside);
        _file = File.OpenHandle(_part.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
        if (!OperatingSystem.IsWindows())
            _part.Dispose(); // the content lives as long as it is open, whichever way the process ends
    }

    /// <summary>What is kept.</summary>
    public PictureLayout Layout { get; }

    /// <summary>Puts samples at their place.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(long offset, ReadOnlySpan<byte> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Layout.Bytes - samples.Length);
        if (_file is null)
            samples.CopyTo(new Span<byte>(_memory + offset, samples.Length));
        else
            RandomAccess.Write(_file, samples, offset);
    }

    /// <summary>The whole, at an address that holds until this is disposed. Nothing is written from here on.</summary>
    public nint Address()
    {
        if (_file is null || _view is not null)
            return (nint)_memory;
        if (RandomAccess.GetLength(_file) < Layout.Bytes)
            RandomAccess.SetLength(_file, Layout.Bytes);
        _map = MemoryMappedFile.CreateFromFile(
            _file, null, Layout.Bytes, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Layout.Bytes, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
        return (nint)_memory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _array?.Dispose();
        if (_view is not null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
        _file?.Dispose();
        _part?.Dispose();
        _memory = null;
    }
}
