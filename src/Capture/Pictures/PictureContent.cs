using NetVips;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>Where a picture's bytes come from: a file, or memory. Read by libvips and by our own parsers.</summary>
/// <param name="name">What the user calls it.</param>
/// <param name="path">A file; its name is taken as it stands, with no options of libvips in it.</param>
/// <param name="bytes">A file's content, in place of the file.</param>
internal sealed class PictureContent(string name, string? path, byte[]? bytes) : IDisposable
{
    private Source? _source;

    public string Name => name;

    /// <summary>For our own parsers; to be disposed.</summary>
    /// <exception cref="IOException">It cannot be opened, or is not a file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public Stream Open()
    {
        if (bytes is not null)
            return new MemoryStream(bytes, writable: false);
        SpecialFile.ThrowIfAt(path!);
        return new FileStream(path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>For libvips, once; it lives as long as this.</summary>
    /// <param name="changed">What it is to read in place of the content; null: the content.</param>
    public Source Source(byte[]? changed = null) =>
        _source = (changed ?? bytes) is { } memory ? NetVips.Source.NewFromMemory(memory) : NetVips.Source.NewFromFile(path!);

    public void Dispose() => _source?.Dispose();
}
