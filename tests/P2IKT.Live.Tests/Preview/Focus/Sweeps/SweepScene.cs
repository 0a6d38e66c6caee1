using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Focus.Sweeps;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Tests.Preview.Focus.Sweeps;

/// <summary>
/// Two textured halves at different depths behind a lens, as deblurred frames whose maps the test decides. The deblurred picture is that of
/// the source with 20 added. Its disposal checks that every buffer came back.
/// </summary>
internal sealed class SweepScene : IDisposable
{
    public const int Left = 2, Right = 6; // where each half is in focus
    private const int Stride = 8;
    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly Random _random = new(5);
    private readonly byte[] _texture;
    private long _sequence;

    public SweepScene() => _texture = [.. Enumerable.Range(0, (int)Size.Pixels).Select(_ => (byte)(60 + (120 * _random.Next(2))))];

    public static FrameSize Size { get; } = new(96, 64);

    public FrameDemand Demand { get; } = new();

    public FocusAssist? Focus { get; init; } = new();

    /// <summary>Where the lens stands.</summary>
    public double Position { get; set; }

    /// <summary>Whether somebody stands in the picture.</summary>
    public bool IsCovered { get; set; }

    public float Confidence { get; set; } = 0.9f;

    /// <summary>False: no network runs.</summary>
    public bool IsMeasured { get; set; } = true;

    /// <summary>Of the next frames.</summary>
    public FrameSize FrameSize { get; set; } = Size;

    /// <summary>Path of the still whose frame is delivered; null: the source is not a folder.</summary>
    public Func<string?>? Still { get; init; }

    /// <summary>Number of the next frame.</summary>
    public long NextSequence => Interlocked.Read(ref _sequence);

    public SweepSource Source(TimeProvider? time = null, Func<IDisposable>? holdQuality = null) => new(_frames, Focus, Demand, Still, static () => new LiveStatus
    {
        Source = new SourceStatus("test:", "Test scene", Size.Width, Size.Height, 30, true, P2IKT.Live.Capture.ConnectionState.Connected),
        Model = new ModelStatus("P2IKT", "p2ikt-live", 2000, Stride, 16, 2.5),
        Provider = new ProviderStatus("CPU", ""),
    }, time ?? TimeProvider.System)
    {
        HoldQuality = holdQuality,
    };

    public static double RadiusAt(double position, bool isRight) =>
        Math.Sqrt((0.5 * 0.5) + Math.Pow(1.5 * (position - (isRight ? Right : Left)), 2));

    /// <summary>Delivers the next frame.</summary>
    public void Show()
    {
        var size = FrameSize;
        var cells = new FrameSize((size.Width + Stride - 1) / Stride, (size.Height + Stride - 1) / Stride);
        using var pictures = new FramePool(size, 2);
        using var maps = new FramePool(cells, 2, PixelFormat.Float32);
        var (source, sharp, blur, confidence) = (Rent(pictures), Rent(pictures), Rent(maps), Rent(maps));
        var at = Position; // it may be moved meanwhile
        for (var i = 0; i < size.Pixels; i++)
        {
            var (x, y) = ((int)(i % size.Width), (int)(i / size.Width));
            var value = IsCovered && x < size.Width / 2 ? (byte)220 : Pixel(x, y, at);
            source.Draft.Slice(3 * i, 3).Fill(value);
            sharp.Draft.Slice(3 * i, 3).Fill((byte)(value + 20));
        }
        for (var i = 0; i < cells.Pixels; i++)
        {
            blur.DraftValues[i] = IsMeasured ? (float)RadiusAt(at, i % cells.Width >= cells.Width / 2) : float.NaN;
            confidence.DraftValues[i] = Confidence;
        }
        Focus?.Observe(new FocusField(blur.DraftValues, confidence.DraftValues, cells, Stride, size, _sequence, TimeSpan.FromSeconds(_sequence / 30.0)));
        blur.DraftValues.Fill(IsMeasured ? 5 : float.NaN); // filtered over time: a sweep must not see it, where there is another
        if (Focus is null)
        {
            for (var i = 0; i < cells.Pixels; i++)
                blur.DraftValues[i] = (float)RadiusAt(at, i % cells.Width >= cells.Width / 2);
        }
        var now = Stopwatch.GetTimestamp();
        foreach (var part in new[] { source, sharp, blur, confidence })
            part.Publish(_sequence, now);
        Interlocked.Increment(ref _sequence);
        using (var frame = new DeblurredFrame(source, sharp, blur, confidence, Stride))
            _frames.OnNext(frame);
        Assert.Equal(0, pictures.Outstanding + maps.Outstanding);
    }

    public void End() => _frames.OnCompleted();

    public void Dispose()
    {
        Assert.False(_frames.HasObservers, "The sweep still takes frames.");
        Assert.False(Demand.IsWanted, "The sweep still wants frames.");
        _frames.Dispose();
    }

    /// <summary>What the scene looks like where it is in focus.</summary>
    public byte Sharp(int x, int y) => _texture[(y * Size.Width) + x];

    private static Frame Rent(FramePool pool) => pool.TryRent(out var frame) ? frame : throw new InvalidOperationException("A fresh pool had no buffer.");

    private byte Pixel(int x, int y, double at)
    {
        var reach = (int)Math.Round(RadiusAt(at, x >= Size.Width / 2));
        var (sum, count) = (0, 0);
        for (var v = Math.Max(0, y - reach); v <= Math.Min(Size.Height - 1, y + reach); v++)
        {
            for (var u = Math.Max(0, x - reach); u <= Math.Min(Size.Width - 1, x + reach); u++)
                (sum, count) = (sum + _texture[(v * Size.Width) + u], count + 1);
        }
        return reach == 0 || RadiusAt(at, x >= Size.Width / 2) < 1 ? Sharp(Math.Min(x, Size.Width - 1), Math.Min(y, Size.Height - 1)) : (byte)(sum / Math.Max(1, count));
    }
}
