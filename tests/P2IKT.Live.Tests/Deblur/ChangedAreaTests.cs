using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>Sessions that are told which part of a frame has changed, beside sessions that make every frame anew.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ChangedAreaTests
{
    private static readonly FrameSize Size = new(402, 266); // neither a multiple of 8 nor of 16
    private readonly Random _random = new(3);

    [Theory]
    [InlineData("p2ikt-live", QualityRung.Full)]
    [InlineData("p2ikt-live", QualityRung.ThreeQuarters)]
    [InlineData("p2ikt-live", QualityRung.Half)]
    [InlineData("p2ikt-live-hq", QualityRung.Full)]
    [InlineData("p2ikt-live-hq", QualityRung.ThreeQuarters)]
    [InlineData("p2ikt-live-xl", QualityRung.Full)]
    [InlineData("bands", QualityRung.Full)]
    [InlineData("bands", QualityRung.ThreeQuarters)]
    [InlineData("refined", QualityRung.Full)]
    public void Update_OfAChangedArea_GivesWhatAWholeRunGives(string model, QualityRung rung)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        using var updated = Session(model, rung, keepsMaps: true);
        using var whole = Session(model, rung, keepsMaps: false); // its maps share memory
        var scene = new Scene(updated);
        scene.Run(updated, changed: null);
        foreach (var area in Areas())
        {
            Change(scene.Pixels, area);
            var expected = scene.Run(whole, changed: null);
            var made = scene.Run(updated, area);
            Assert.Equal(expected.Sharp, made.Sharp);
            Assert.Equal(expected.Blur, made.Blur);
            Assert.Equal(expected.Confidence, made.Confidence);
        }
    }

    [Fact]
    public void Update_OfAChangedArea_KeepsTheMapsOfTheRest()
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        using var session = Session("p2ikt-live", QualityRung.Full, keepsMaps: true);
        var scene = new Scene(session);
        var before = scene.Run(session, changed: null).Blur;
        Change(scene.Pixels, new PixelArea(300, 200, 390, 260));
        var after = scene.Run(session, new PixelArea(0, 0, 20, 20)).Blur; // which has not changed
        Assert.Equal(before, after);
        Assert.NotEqual(before, scene.Run(session, changed: null).Blur);
    }

    [Theory]
    [InlineData("p2ikt-live")]
    [InlineData("refined")]
    public void Update_OfAChangedArea_WithoutMapsThatAreKept_MakesAll(string model)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        using var session = Session(model, QualityRung.Full, keepsMaps: false);
        var scene = new Scene(session);
        scene.Run(session, changed: null);
        Change(scene.Pixels, new PixelArea(300, 200, 390, 260));
        var made = scene.Run(session, new PixelArea(0, 0, 20, 20));
        Assert.Equal(scene.Run(session, changed: null).Sharp, made.Sharp);
    }

    private static DeblurSession Session(string model, QualityRung rung, bool keepsMaps) => DeblurSessions.Create(
        Models.Find(model), Size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Threads = 2, Rung = rung, KeepsMaps = keepsMaps });

    private IEnumerable<PixelArea> Areas()
    {
        yield return new PixelArea(0, 0, 40, 30);
        yield return new PixelArea(Size.Width - 20, Size.Height - 9, Size.Width, Size.Height);
        yield return new PixelArea(200, 0, 201, Size.Height);
        yield return new PixelArea(0, 131, Size.Width, 132);
        yield return new PixelArea(97, 101, 98, 102);
        yield return default;
        for (var i = 0; i < 6; i++)
        {
            var (left, top) = (_random.Next(Size.Width - 64), _random.Next(Size.Height - 64));
            yield return new PixelArea(left, top, left + 64, top + 64);
        }
    }

    private void Change(byte[] pixels, PixelArea area)
    {
        for (var y = area.Top; y < area.Bottom; y++)
            _random.NextBytes(pixels.AsSpan(3 * ((y * Size.Width) + area.Left), 3 * (area.Right - area.Left)));
    }

    /// <summary>A picture that changes, and buffers for what sessions make of it.</summary>
    private sealed class Scene
    {
        public Scene(DeblurSession session)
        {
            using var frame = new SingleFrame(session);
            Models.Paint(frame.Source, 1);
            Pixels = frame.Source.Draft.ToArray();
        }

        public byte[] Pixels { get; }

        public (byte[] Sharp, float[] Blur, float[] Confidence) Run(DeblurSession session, PixelArea? changed)
        {
            using var frame = new SingleFrame(session);
            Pixels.CopyTo(frame.Source.Draft);
            session.Update(frame.Source, frame.Sharp, frame.Blur, changed);
            session.ReadConfidence(frame.Source, frame.Blur, frame.Confidence);
            return (frame.Sharp.Draft.ToArray(), frame.Blur.DraftValues.ToArray(), frame.Confidence.DraftValues.ToArray());
        }
    }
}
