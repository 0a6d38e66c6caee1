using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>The size of a still, from the header of its file.</summary>
public static class StillSize
{
    private const int HeaderBytes = 1 << 18;

    /// <summary>
    /// Reads the size of a JPEG, PNG or WebP as it lies on the sensor, before any turning; null for a raw file or any other.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It is gone, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FrameSize? Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);
        var head = new byte[Math.Min(HeaderBytes, file.Length)];
        file.ReadExactly(head);
        return PictureHeader.TryReadSize(head, out var size) ? size : null;
    }
}
