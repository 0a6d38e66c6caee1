using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Still;

/// <summary>
/// A stage over a noisy scene. Its live network marks what it makes by adding 1, the strong one by adding 50 to what it is given.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class StillSceneTests : IDisposable
{
    private const int Refined = 50;
    private readonly NoisyScene _scene = new(320, 192);
    private readonly Subject<Frame> _camera = new();
    private readonly List<Result> _results = [];
    private int _runs;
    private int _received;
    private long _clock = 1;
    private long _interval = System.Diagnostics.Stopwatch.Frequency; // that frames claim to be apart: a second

    [Fact]
    public async Task Frames_OfAStillScene_AreRefinedAndMostlyNotRunAgain()
    {
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        Assert.Equal((0, 0), (_results[0].RefinedShare, _results[0].StillShare));
        Assert.Equal(1, _results[^1].StillShare);
        var (runs, frames) = (_runs, _results.Count);
        for (var i = 0; i < 40; i++)
            await Send(stage);
        Assert.InRange((_runs - runs) / (double)(_results.Count - frames), 0.1, 0.2);
        // What is shown is the strong network's, of the average: the noise is gone from the result.
        var errors = _results[^1].Sharp.Select((value, i) => value - Refined - NoisyScene.Texture(i / 3 % 320, i / 3 / 320)).ToList();
        Assert.InRange(errors.Average(), -0.3, 0.3);
        Assert.InRange(Math.Sqrt(errors.Average(static e => e * e)), 0, 2.2);
    }

    [Fact]
    public async Task Frames_InWhichSomethingMoves_ShowItLiveInTheSameFrameAndTheRestRefined()
    {
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        for (var i = 0; i < 20; i++)
        {
            var x0 = 4 * i;
            await Send(stage, (x, y) => NoisyScene.Texture(x, y) + (x >= x0 && x < x0 + 20 && y is >= 70 and < 90 ? 45 : 0));
            var result = _results[^1];
            Assert.InRange(result.RefinedShare, 0.3, 0.95);
            Assert.InRange(result.StillShare, result.RefinedShare, 0.95);
            for (var y = 70; y < 90; y++)
            {
                for (var x = x0; x < x0 + 20; x++)
                {
                    // Live: the frame's own value and 1. A tile may hold a few columns only, which the next frames show.
                    var covers = Math.Min(x0 + 20, ((x / 64) + 1) * 64) - Math.Max(x0, x / 64 * 64) >= 8;
                    var at = 3 * ((y * 320) + x);
                    if (covers)
                        Assert.Equal(Math.Min(255, result.Source[at] + 1), result.Sharp[at]);
                }
            }
        }
    }

    [Fact]
    public async Task Frames_OfAStillSceneBeforeItIsRefined_AreMadeFromAveragesAndWhatMovesFromTheFrame()
    {
        using var gate = new ManualResetEventSlim();
        await using var stage = Stage(size =>
        {
            gate.Wait(TimeSpan.FromSeconds(60));
            return AddingSession.Of(Refined)(size);
        });
        using var results = Collect(stage);
        for (var i = 0; i < 60; i++)
        {
            var x0 = 4 * (i % 20);
            await Send(stage, (x, y) => NoisyScene.Texture(x, y) + (x >= x0 && x < x0 + 20 && y is >= 70 and < 90 ? 45 : 0));
        }
        gate.Set();
        var (source, sharp) = (_results[^1].Source, _results[^1].Sharp);
        Assert.Equal(0, _results[^1].RefinedShare);
        Assert.InRange(Deviation(source, 192), 3, 6); // the columns of tiles in which nothing moves
        Assert.InRange(Deviation(sharp, 192), 0, 1.3);
        for (var at = 3 * ((70 * 320) + 76); at < 3 * ((70 * 320) + 96); at++) // where the object is now
            Assert.Equal(Math.Min(255, source[at] + 1), sharp[at]);

        static double Deviation(byte[] pixels, int left) => Math.Sqrt(Enumerable.Range(0, 320 * 192).Where(i => i % 320 >= left).Average(i =>
        {
            var error = pixels[3 * i] - NoisyScene.Texture(i % 320, i / 320);
            return error * error;
        }));
    }

    [Fact]
    public async Task Frames_InWhichSomethingMoves_AreAsGoodAsIfAllWereMadeAnew()
    {
        using var gate = new ManualResetEventSlim(); // nothing is refined meanwhile
        await using var stage = new DeblurStage(_camera, Models.Session(_scene.Size), plan => Models.Session(plan.Size), new DeblurStageOptions
        {
            Buffers = 3,
            Refine = size =>
            {
                gate.Wait(TimeSpan.FromSeconds(60));
                return AddingSession.Of(Refined)(size);
            },
        });
        using var results = Collect(stage);
        var gains = new List<(double Everywhere, double Moving)>();
        for (var i = 0; i < 60; i++)
        {
            var x0 = 3 * (i % 30);
            double Value(double x, double y) => NoisyScene.Texture(x, y) + (x >= x0 && x < x0 + 24 && y is >= 66 and < 96 ? 45 : 0);
            await Send(stage, Value);
            if (i < 20 || i % 5 != 0)
                continue;
            using var clean = Reference(Models.Live, Value);
            using var anew = Made(Models.Live, _results[^1].Source);
            var truth = clean.Sharp.Draft.ToArray();
            // Where the object is there are two columns of tiles, from row 64 on.
            var area = new PixelArea(x0, 66, x0 + 24, 96);
            gains.Add((
                Psnr(_results[^1].Sharp, truth) - Psnr(anew.Sharp.Draft.ToArray(), truth),
                Psnr(Crop(_results[^1].Sharp, area), Crop(truth, area)) - Psnr(Crop(anew.Sharp.Draft.ToArray(), area), Crop(truth, area))));
        }
        gate.Set();
        Assert.True(gains.Min(static gain => gain.Everywhere) > 0.5, $"{gains.Min(static gain => gain.Everywhere):0.00} dB by the averages");
        Assert.True(gains.Average(static gain => gain.Moving) > -0.02, $"{gains.Average(static gain => gain.Moving):0.000} dB where it moves");
    }

    [Fact]
    public async Task Frames_AfterACut_AreLiveAtOnce()
    {
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        var runs = _runs;
        await Send(stage, static (x, y) => NoisyScene.Texture(y + 900, x));
        Assert.Equal(0, _results[^1].RefinedShare);
        Assert.Equal(runs + 1, _runs);
        Assert.Equal(_results[^1].Source.Select(static value => (byte)Math.Min(255, value + 1)), _results[^1].Sharp);
    }

    [Fact]
    public async Task Frames_ThatFadeTooSlowlyForOneFrameToShowIt_AreRefinedAnew()
    {
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        for (var i = 1; i <= 400; i++)
        {
            var lighter = 0.02 * i;
            await Send(stage, (x, y) => NoisyScene.Texture(x, y) + lighter);
        }
        // Each tile is live or refined, and not what was refined at the beginning of the fade.
        var errors = _results[^1].Sharp.Select((value, i) => (Tile: (i / 3 % 320 / 64, i / 3 / 320 / 64), Error: value - NoisyScene.Texture(i / 3 % 320, i / 3 / 320) - 8));
        Assert.All(errors.GroupBy(static e => e.Tile, static (_, tile) => tile.Average(static e => e.Error)), static error =>
            Assert.True(Math.Abs(error - 1) < 2.5 || Math.Abs(error - Refined) < 2.5, $"{error}"));
    }

    [Fact]
    public async Task Frames_OfAStrongNetworkThatFails_GoOnLiveAndTheUserIsToldOnce()
    {
        await using var stage = Stage(static _ => throw new DeblurException("The model is gone."));
        using var results = Collect(stage);
        var notices = new List<string>();
        using var subscription = stage.Notices.Subscribe(notice => notices.Add(notice.Text));
        await SendUntil(stage, () => notices.Count > 0);
        for (var i = 0; i < 20; i++)
            await Send(stage);
        Assert.Equal("Still scenes are not refined any more: The model is gone.", Assert.Single(notices));
        Assert.Equal(0, _results[^1].RefinedShare);
    }

    [Fact]
    public async Task Dispose_WhileAPictureIsBeingRefined_DoesNotWait()
    {
        using var opened = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var stage = Stage(size =>
        {
            opened.Set();
            gate.Wait(TimeSpan.FromSeconds(60));
            return AddingSession.Of(Refined)(size);
        });
        using (Collect(stage))
            await SendUntil(stage, () => opened.IsSet);
        await stage.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, stage.Outstanding);
        gate.Set();
    }

    [Fact]
    public async Task Frames_OfAStillScene_EndUpAsTheStrongNetworkMakesTheSceneWithoutNoise()
    {
        var strong = new ModelCatalog(Models.Folder).Find("p2ikt-live-xl");
        using var expected = Reference(strong);
        await using var stage = new DeblurStage(
            _camera, Models.Session(_scene.Size), plan => Models.Session(plan.Size), new DeblurStageOptions
            {
                Buffers = 3,
                Refine = size => DeblurSessions.Create(strong, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Threads = 1 }),
            });
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        for (var i = 0; i < 60; i++) // its average is as good as it gets, and refined once more
            await Send(stage);
        var live = Psnr(_results[0].Sharp, expected.Sharp.Draft);
        await SendUntil(stage, () => Psnr(_results[^1].Sharp, expected.Sharp.Draft) > live + 6);
        Assert.InRange(Psnr(_results[^1].Sharp, expected.Sharp.Draft), 38, 100);
    }

    [Fact]
    public async Task Frames_OfAStageThatIsBusy_AreRefinedOnlyWhenTheWholeSceneHoldsStill()
    {
        _interval = 1; // frames that claim to be captured within no time: the stage works all the time between two
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        for (var i = 0; i < 120; i++)
        {
            var x0 = 3 * (i % 90);
            await Send(stage, (x, y) => NoisyScene.Texture(x, y) + (x >= x0 && x < x0 + 20 && y is >= 70 and < 90 ? 45 : 0));
        }
        Assert.Equal(0, _results.Skip(20).Max(static result => result.RefinedShare));
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
    }

    [Fact]
    public async Task Frames_OfAnotherSize_BeginAnew()
    {
        await using var stage = Stage(AddingSession.Of(Refined));
        using var results = Collect(stage);
        await SendUntil(stage, () => _results[^1].RefinedShare == 1);
        using var other = new NoisyScene(130, 70);
        for (var i = 0; i < 3; i++)
            await Send(stage, null, other);
        Assert.Equal((0, 3 * 130 * 70), (_results[^1].RefinedShare, _results[^1].Sharp.Length));
        await SendUntil(stage, () => _results[^1].RefinedShare == 1, other);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _camera.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a network makes of the scene without noise; owned by the caller.</summary>
    private SingleFrame Reference(Model model, Func<double, double, double>? value = null)
    {
        using var clean = new NoisyScene(_scene.Size.Width, _scene.Size.Height) { Noise = 0 };
        using var scene = clean.Next(value);
        return Made(model, scene.Pixels);
    }

    /// <summary>What a network makes of one picture; owned by the caller.</summary>
    private SingleFrame Made(Model model, ReadOnlySpan<byte> pixels)
    {
        using var session = DeblurSessions.Create(model, _scene.Size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        var frame = new SingleFrame(session);
        pixels.CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return frame;
    }

    private byte[] Crop(byte[] pixels, PixelArea area) => [.. Enumerable.Range(area.Top, area.Bottom - area.Top).SelectMany(y =>
        pixels.Skip(3 * ((y * _scene.Size.Width) + area.Left)).Take(3 * (area.Right - area.Left)))];

    private static double Psnr(byte[] a, ReadOnlySpan<byte> b)
    {
        var squares = 0.0;
        for (var i = 0; i < a.Length; i++)
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        return 10 * Math.Log10(255.0 * 255 * a.Length / Math.Max(squares, 1));
    }

    private DeblurStage Stage(Func<FrameSize, DeblurSession> refine) => new(
        _camera, Live(_scene.Size), plan => Live(plan.Size), new DeblurStageOptions { Buffers = 3, Refine = refine });

    private AddingSession Live(FrameSize size) => new(size, 1, () => _runs++);

    private IDisposable Collect(DeblurStage stage) => stage.Frames.Subscribe(
        frame =>
        {
            _results.Add(new Result(frame.Source.Pixels.ToArray(), frame.Sharp.Pixels.ToArray(), frame.RefinedShare, frame.StillShare));
            Volatile.Write(ref _received, _results.Count);
        },
        static _ => { });

    private async Task SendUntil(DeblurStage stage, Func<bool> condition, NoisyScene? scene = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        do
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Send(stage, null, scene);
        }
        while (!condition());
    }

    private async Task Send(DeblurStage stage, Func<double, double, double>? value = null, NoisyScene? scene = null)
    {
        var before = _results.Count;
        _clock += _interval;
        using (var frame = (scene ?? _scene).Next(value, _clock))
            _camera.OnNext(frame);
        while (Volatile.Read(ref _received) == before)
        {
            Assert.False(stage.Ended.IsCompleted, "The stage has ended.");
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed record Result(byte[] Source, byte[] Sharp, double RefinedShare, double StillShare);

    /// <summary>A network that adds to each value.</summary>
    private sealed class AddingSession(FrameSize size, int added, Action? ran = null)
        : DeblurSession(Models.Live, size, new ProviderChoice(ExecutionProvider.Cpu, ""))
    {
        public static Func<FrameSize, DeblurSession> Of(int added) => size => new AddingSession(size, added);

        protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
        {
            ran?.Invoke();
            var from = source.Pixels;
            var to = sharp.Draft;
            for (var i = 0; i < from.Length; i++)
                to[i] = (byte)Math.Min(255, from[i] + added);
            blur.DraftValues.Fill(1);
        }

        protected override void AbandonCore()
        {
            // Its frames take no time.
        }

        protected override void Dispose(bool disposing)
        {
            // It holds nothing.
        }
    }
}
