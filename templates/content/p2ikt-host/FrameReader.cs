using System.Numerics.Tensors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Pipeline.Hosting;

namespace P2iktHost;

/// <summary>Reads the newest deblurred frame, as fast as it can, and logs once a second how sharp the sharpest place is.</summary>
internal sealed class FrameReader(LiveHost live, ILogger<FrameReader> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = TimeSpan.Zero;
        await foreach (var lease in live.Frames.Latest(stoppingToken))
        {
            var frame = lease.Frame; // lent until the next turn; lease.Share() keeps it
            var now = System.Diagnostics.Stopwatch.GetElapsedTime(0, frame.Source.CapturedAt);
            if (now < next)
                continue;
            next = now + TimeSpan.FromSeconds(1);
            log.LogInformation(
                "Frame {Sequence}: {Size}, sharpest place {Radius:0.0} px", frame.Source.Sequence, frame.Sharp.Size,
                TensorPrimitives.Min(frame.Blur.Values));
        }
    }
}
