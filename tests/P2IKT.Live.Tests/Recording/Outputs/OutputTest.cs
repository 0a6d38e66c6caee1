using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Outputs;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>An output behind a stream that the test makes.</summary>
public abstract class OutputTest : FrameTest
{
    private protected static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Dictionary<FrameSize, (FramePool Picture, FramePool Map)> _pools = [];
    private long _sequence;

    private protected Subject<DeblurredFrame> Frames { get; } = new();

    private protected List<string> Notices { get; } = [];

    /// <summary>Sends a grey frame, captured this long ago; now by default.</summary>
    private protected void Send(FrameSize size, byte grey, TimeSpan age = default)
    {
        if (!_pools.TryGetValue(size, out var pools))
            _pools[size] = pools = (Pool(size.Width, size.Height, 20), Pool(8, 8, 20, PixelFormat.Float32));
        Assert.True(pools.Picture.TryRent(out var source));
        Assert.True(pools.Picture.TryRent(out var sharp));
        Assert.True(pools.Map.TryRent(out var blur));
        Assert.True(pools.Map.TryRent(out var confidence));
        source.Draft.Clear();
        sharp.Draft.Fill(grey);
        blur.DraftValues.Fill(1);
        confidence.DraftValues.Fill(1);
        var at = Stopwatch.GetTimestamp() - (long)(age.TotalSeconds * Stopwatch.Frequency);
        foreach (var part in new[] { source, sharp, blur, confidence })
            part.Publish(_sequence, at);
        _sequence++;
        using var frame = new DeblurredFrame(source, sharp, blur, confidence, 8);
        Frames.OnNext(frame);
    }

    /// <summary>Sends frames, some 30 a second, until the condition holds.</summary>
    private protected async Task SendUntilAsync(FrameSize size, byte grey, Func<bool> condition, string what)
    {
        for (var began = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Poll.Timeout, $"Waited in vain until {what}.");
            Send(size, grey);
            await Task.Delay(33, Cancel);
        }
    }

    private protected void Hear(IObservable<Notice> notices) => notices.Subscribe(notice =>
    {
        lock (Notices)
            Notices.Add(notice.Text);
    });

    private protected string[] Heard()
    {
        lock (Notices)
            return [.. Notices];
    }
}
