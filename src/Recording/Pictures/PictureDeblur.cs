using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>
/// One picture file that is deblurred in tiles. It converts its pixels to the bytes that the network takes, and adds the change that the
/// network made to the samples of the file. Grey stays grey, alpha as it was, and 16-bit samples keep their gradation.
/// </summary>
public sealed class PictureDeblur : TiledPicture, IDisposable
{
    private readonly PictureFile _file;
    private readonly PictureLayout _layout;
    private readonly PixelStore _result;
    private readonly BlurMap? _map;
    private byte[] _rows = [];
    private byte[] _line = [];
    private int[] _changes = [];
    private int _top;
    private int _loaded; // rows from _top

    /// <summary>Opens the store for the result; reads nothing yet.</summary>
    /// <param name="file">The picture; not owned.</param>
    /// <param name="result">Where it is going to be written: a large one is kept beside it meanwhile.</param>
    /// <param name="map">Receives the blur radii; null: none are wanted.</param>
    /// <exception cref="IOException">A large one cannot be kept there.</exception>
    public PictureDeblur(PictureFile file, string result, BlurMap? map)
    {
        ArgumentNullException.ThrowIfNull(file);
        (_file, _layout, _map) = (file, file.Layout, map);
        _result = new PixelStore(_layout, result);
    }

    /// <inheritdoc/>
    public override FrameSize Size => _layout.Size;

    /// <inheritdoc/>
    public override int Passes => PictureSamples.Passes(_layout);

    /// <summary>Writes the deblurred picture, with the file's description, in its format.</summary>
    /// <param name="path">A file that is there, and is replaced.</param>
    /// <param name="stop">Ends the writing.</param>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    /// <exception cref="IOException">It cannot be written. Says why, and not where.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Save(string path, CancellationToken stop) => _file.Save(_result, path, stop);

    /// <inheritdoc/>
    public override void Load(int top, int rows)
    {
        rows = Math.Min(rows, Size.Height - top);
        var wanted = checked(rows * _layout.RowBytes);
        if (_rows.Length < wanted)
            Array.Resize(ref _rows, wanted);
        // What the row of tiles above has in common with this one is there already; the file is read once, downwards.
        var kept = Math.Max(0, _top + _loaded - top);
        _rows.AsSpan((_loaded - kept) * _layout.RowBytes, kept * _layout.RowBytes).CopyTo(_rows);
        _file.Read(top + kept, _rows.AsSpan(kept * _layout.RowBytes, (rows - kept) * _layout.RowBytes));
        (_top, _loaded) = (top, rows);
    }

    /// <inheritdoc/>
    public override void Fill(int x, int y, Frame tile, int pass)
    {
        ArgumentNullException.ThrowIfNull(tile);
        var width = Math.Min(tile.Size.Width, Size.Width - x);
        for (var row = 0; row < tile.Size.Height; row++)
        {
            var bgr = tile.Draft.Slice(row * tile.Stride, tile.Stride);
            var samples = Samples(x, Math.Min(y + row, Size.Height - 1), width);
            PictureSamples.ToBgr(samples, _layout, pass, bgr);
            for (var i = 3 * width; i < bgr.Length; i++)
                bgr[i] = bgr[i - 3];
        }
    }

    /// <inheritdoc/>
    public override void Take(in TilePart part)
    {
        var length = 3 * (part.Right - part.Left);
        var needed = length * (part.Bottom - part.Top);
        if (_changes.Length < needed)
            _changes = new int[needed];
        if (part.Pass == 0)
            _changes.AsSpan(0, needed).Clear();
        for (var y = part.Top; y < part.Bottom; y++)
        {
            var at = ((y - part.Y) * part.Source.Stride) + (3 * (part.Left - part.X));
            var changes = _changes.AsSpan((y - part.Top) * length, length);
            PictureSamples.AddChange(part.Source.Pixels.Slice(at, length), part.Sharp.Pixels.Slice(at, length), changes);
            if (part.Pass == Passes - 1)
                Put(part.Left, y, changes);
        }
        if (part.Pass == 0 && _map is not null)
            Map(part, _map);
    }

    /// <inheritdoc/>
    public void Dispose() => _result.Dispose();

    private void Put(int x, int y, ReadOnlySpan<int> changes)
    {
        var samples = Samples(x, y, changes.Length / 3);
        if (_line.Length < samples.Length)
            _line = new byte[samples.Length];
        var line = _line.AsSpan(0, samples.Length);
        samples.CopyTo(line);
        PictureSamples.Apply(changes, line, _layout);
        _result.Write(((long)y * _layout.RowBytes) + ((long)x * _layout.PixelBytes), line);
    }

    private static void Map(in TilePart part, BlurMap map)
    {
        int stride = part.BlurStride, first = (part.Left - part.X) / stride, count = (part.Right - part.Left + stride - 1) / stride;
        for (var row = part.Top / stride; row * stride < part.Bottom; row++)
        {
            var at = ((row - (part.Y / stride)) * part.Blur.Size.Width) + first;
            map.Set(part.Left / stride, row, part.Blur.Values.Slice(at, count));
        }
    }

    private ReadOnlySpan<byte> Samples(int x, int y, int pixels) =>
        _rows.AsSpan(((y - _top) * _layout.RowBytes) + (x * _layout.PixelBytes), pixels * _layout.PixelBytes);
}
