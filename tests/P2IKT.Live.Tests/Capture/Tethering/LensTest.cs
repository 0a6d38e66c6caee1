using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>
/// A test that drives the lens of a simulated camera through the real libgphoto2, and sees in each frame at which position of the lens it
/// was taken.
/// </summary>
public abstract class LensTest : TetheredTest
{
    private readonly List<(long Sequence, double Position)> _frames = [];
    private SimulatedCamera? _simulated;

    public static TheoryData<SimulatedCameraMake> Makes => [SimulatedCameraMake.Nikon, SimulatedCameraMake.Canon, SimulatedCameraMake.Sony];

    /// <summary>The frames so far.</summary>
    private protected IReadOnlyList<(long Sequence, double Position)> Frames
    {
        get
        {
            lock (_frames)
                return [.. _frames];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_simulated is not null)
            await _simulated.DisposeAsync();
    }

    /// <summary>A camera that looks at a white wall: its frames cost nothing, and carry the position of the lens all the same.</summary>
    private protected SimulatedCamera Simulate(SimulatedCameraMake make)
    {
        _simulated = new SimulatedCamera(make) { Size = new FrameSize(320, 192), FramesPerSecond = 30 };
        _simulated.Lens.Scene = new SimulatedScene { Content = SceneContent.White, PixelsPerUnit = 0.02 };
        return _simulated;
    }

    /// <summary>Opens it, and returns when its lens can be driven.</summary>
    private protected async Task<(FrameSource Source, ILensDrive Lens)> Open(SimulatedCamera camera)
    {
        var source = Start(camera);
        await Poll.UntilAsync(() => source.Lens!.Traits is not null, "the lens can be driven");
        await Poll.UntilAsync(() => Frames.Count > 0, "the live view is there");
        return (source, source.Lens!);
    }

    private protected FrameSource Start(SimulatedCamera camera)
    {
        var source = Track(FrameSources.Open(camera.Uri, Tethered()));
        Note(source);
        source.Frames.Subscribe(
            frame =>
            {
                var position = camera.PositionOf(frame);
                lock (_frames)
                    _frames.Add((frame.Sequence, position));
            },
            static _ => { });
        source.Start();
        return source;
    }

    /// <summary>Waits for a frame of this number or a later one, and gives its position.</summary>
    private protected async Task<double> PositionOf(long sequence)
    {
        await Poll.UntilAsync(() => Frames.Any(frame => frame.Sequence >= sequence), $"frame {sequence} is there");
        return Frames.First(frame => frame.Sequence >= sequence).Position;
    }
}
