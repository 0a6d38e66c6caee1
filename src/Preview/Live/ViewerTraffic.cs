using System.Diagnostics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live;

/// <summary>What one viewer has got: pictures, their size, their rate. Thread-safe.</summary>
internal sealed class ViewerTraffic
{
    private readonly Lock _gate = new();
    private readonly PictureRate _rate = new();
    private long _lastAt = Stopwatch.GetTimestamp();

    /// <summary>Size of the last picture in pixels; empty before the first.</summary>
    public FrameSize Size { get; private set; }

    /// <summary>Bytes of the last frame, all parts together.</summary>
    public int Bytes { get; private set; }

    /// <summary>Time since the last frame, or since the viewer has come.</summary>
    public TimeSpan SinceLast => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastAt));

    /// <summary>Frames a second, over the last two seconds; 0 where there were fewer than two.</summary>
    public double PerSecond
    {
        get
        {
            lock (_gate)
                return _rate.PerSecond();
        }
    }

    /// <summary>Counts a frame of which the viewer gets this.</summary>
    public void Add(EncodedFrame frame, PictureRequest granted)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _lastAt, Stopwatch.GetTimestamp());
            Size = granted.Form.SizeOf(frame.Size);
            Bytes = 0;
            for (var left = (int)granted.Parts; left != 0; left &= left - 1)
                Bytes += frame[(FrameParts)(left & -left), granted.Form].Length;
            _rate.Add();
        }
    }
}
