using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>The mean over a frame and its mirror images.</summary>
public sealed class EnsembleTests
{
    private static readonly FrameSize Size = new(90, 61);

    [Fact]
    public void Run_OfAFrame_IsTheMeanOfItsMirrorImages()
    {
        using var single = Models.Session(Size);
        using var ensemble = Ensemble();
        using var frame = Painted(single);
        var sums = new int[Size.Width * Size.Height * 3];
        foreach (var (across, down) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            using var mirrored = new SingleFrame(single);
            Mirror(frame.Source.Pixels, across, down).CopyTo(mirrored.Source.Draft);
            mirrored.Source.Publish(0, 0);
            single.Run(mirrored.Source, mirrored.Sharp, mirrored.Blur);
            var back = Mirror(mirrored.Sharp.Draft, across, down);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += back[i];
        }
        using var result = Painted(ensemble);

        ensemble.Run(result.Source, result.Sharp, result.Blur);

        Assert.Equal(sums.Select(sum => (byte)((sum + 2) / 4)), result.Sharp.Draft.ToArray());
    }

    [Fact]
    public void Run_OfAFrame_KeepsTheRadiusOfTheFrameItself()
    {
        using var single = Models.Session(Size);
        using var ensemble = Ensemble();
        using var one = Painted(single);
        using var other = Painted(ensemble);
        single.Run(one.Source, one.Sharp, one.Blur);
        ensemble.Run(other.Source, other.Sharp, other.Blur);

        Assert.Equal(one.Blur.DraftValues.ToArray(), other.Blur.DraftValues.ToArray());
    }

    private static DeblurSession Ensemble() =>
        DeblurSessions.Create(Models.Live, Size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Ensemble = true });

    private static SingleFrame Painted(DeblurSession session)
    {
        var frame = new SingleFrame(session);
        Models.Paint(frame.Source, 3);
        frame.Source.Publish(0, 0);
        return frame;
    }

    private static byte[] Mirror(ReadOnlySpan<byte> from, bool across, bool down)
    {
        var to = new byte[from.Length];
        for (var y = 0; y < Size.Height; y++)
        {
            for (var x = 0; x < Size.Width; x++)
            {
                var (fromX, fromY) = (across ? Size.Width - 1 - x : x, down ? Size.Height - 1 - y : y);
                from.Slice(((fromY * Size.Width) + fromX) * 3, 3).CopyTo(to.AsSpan(((y * Size.Width) + x) * 3));
            }
        }
        return to;
    }
}
