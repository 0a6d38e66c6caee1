using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>The samples of a picture that is being made: in memory, or in a nameless file beside its output when it is large.</summary>
/// <remarks>Written first, then read. The file is written, not mapped, until it is whole: a full disk is then an exception, not a signal.</remarks>
internal sealed unsafe class PixelStore : IDisposable
{
    /// <summary>What stays in memory: 85 megapixels of 8-bit colour.</summary>
    public const long MemoryBytes = 256 << 20;

    private readonly SafeFileHandle? _file;
    private byte* _memory;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    /// <param name="layout">What is to be kept.</param>
    /// <param name="beside">A file in whose folder a large one may lie.</param>
    /// <param name="memoryBytes">What stays in memory.</param>
    /// <exception cref="IOException">The folder cannot take a file.</exception>
    public PixelStore(PictureLayout layout, string beside, long memoryBytes = MemoryBytes)
    {
        Layout = layout;
        if (layout.Bytes <= memoryBytes)
        {
            _memory = (byte*)NativeMemory.Alloc((nuint)layout.Bytes);
            return;
        }
        var path = Path.Combine(Path.GetDirectoryName(beside)!, $".{Path.GetFileName(beside)}.{Environment.ProcessId}.pixels");
        _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path); // the content lives as long as it is open, whichever way the process ends
    }

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
        _map = MemoryMappedFile.CreateFromFile(_file, null, Layout.Bytes, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Layout.Bytes, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
        return (nint)_memory;
    }

    public void Dispose()
    {
        if (_file is null)
            NativeMemory.Free(_memory);
        else if (_view is not null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
        _file?.Dispose();
        _memory = null;
    }
}
