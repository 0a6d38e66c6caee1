using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Memory;

/// <summary>
/// Activations of a layer: the channels of a pixel lie side by side, so that a row of a convolution's window is one run of memory.
/// Around it lies a border of zeros, which is the padding of every convolution. Owns native memory.
/// </summary>
internal sealed unsafe class FeatureMap : IDisposable
{
    /// <summary>Zeros left of and above the first pixel, in pixels: the largest padding of a convolution.</summary>
    public const int Border = 2;

    private const int Beyond = 2 + 3; // right of and below the last: the border, and what fills up tiles of four
    private const int Slack = 64; // pixels that a kernel may read past a row's end, and throws away
    private readonly NativeArray<float> _memory;
    private float* _values;

    public FeatureMap(FeatureSize size)
    {
        (Size, Pitch) = (size, (nint)(Border + size.Width + Beyond) * size.Channels);
        _memory = new NativeArray<float>(checked((int)(((Border + size.Height + Beyond) * Pitch) + (Slack * size.Channels))));
        _values = _memory.Pointer;
        Changed = size.Area;
    }

    public FeatureSize Size { get; }

    /// <summary>What the last run has made anew; at first all of it.</summary>
    public PixelArea Changed { get; set; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    public int Channels => Size.Channels;

    /// <summary>Which row its memory begins with: 0, but for a band that moves over a map.</summary>
    public int Origin { get; private set; }

    /// <summary>From one row to the next, in floats.</summary>
    public nint Pitch { get; }

    /// <summary>First pixel of a row, from <see cref="Origin"/> - <see cref="Border"/> on.</summary>
    public float* Row(int y) => RowStart(y) + (Border * Channels);

    /// <summary>
    /// First pixel of a channel in a planar row, which holds one channel behind another (<see cref="Network.RowOperator.IsPlanar"/>), each
    /// with its own border.
    /// </summary>
    public float* PlaneRow(int y, int channel) => RowStart(y) + (channel * (Pitch / Channels)) + Border;

    /// <summary>Fills a row with zeros, in either order of its values.</summary>
    public void ClearRow(int y) => new Span<float>(RowStart(y), (int)Pitch).Clear();

    /// <summary>Makes it a band that begins with another row.</summary>
    /// <param name="origin">The row.</param>
    /// <param name="kept">How many rows from there on it holds already, and goes on holding.</param>
    public void MoveTo(int origin, int kept)
    {
        var from = RowStart(origin);
        Origin = origin;
        var count = (int)(kept * Pitch);
        new Span<float>(from, count).CopyTo(new Span<float>(RowStart(origin), count));
    }

    /// <summary>The pixels of a row.</summary>
    public Span<float> RowSpan(int y) => new(Row(y), Width * Channels);

    /// <summary>Some pixels of a row.</summary>
    public Span<float> RowSpan(int y, ColumnRange columns) => new(Row(y) + (columns.First * Channels), columns.Count * Channels);

    /// <summary>
    /// Lies where another map does, from now on: for maps that are never needed at the same time. Their borders are the same zeros.
    /// </summary>
    /// <param name="other">Of the same size; disposed together with this one.</param>
    public void ShareMemoryOf(FeatureMap other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Size, Size, nameof(other));
        _memory.Dispose();
        _values = other._values;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Where a row begins, its border included.</summary>
    private float* RowStart(int y) => _values + ((y - Origin + Border) * Pitch);
}
