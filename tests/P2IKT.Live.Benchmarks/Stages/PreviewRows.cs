using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>What follows the deblur stage for a viewer of the page: the encoder, and the socket to the acknowledgement.</summary>
internal static class PreviewRows
{
    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        yield return new StageRow("JPEG encode and blur map, for one viewer", Timing.Of(rounds, sample.Encode), sample.Floors.Encode);
        var pixels = sample.Deblurred.Sharp.Pixels.ToArray();
        yield return new StageRow("... the same JPEG by libvips, into fresh memory", Timing.Of(rounds, () => Libvips(pixels, sample.Size)), sample.Floors.Encode);
        foreach (var form in (PictureForm[])[new(6, 70), new(4, 70)])
        {
            var what = $"JPEG encode at {form.Eighths}/8 of the size, quality {form.Quality}";
            yield return new StageRow(what, Timing.Of(rounds, () => sample.Encode(form)), null);
        }
        sample.Encode();
        using (var socket = new SocketStage(sample))
            yield return new StageRow("socket: from hand-over to acknowledgement", Timing.Of(rounds, socket.HandOver), sample.Floors.Socket);
        var bytes = sample.Encoded[FrameParts.Sharp, sample.Form].Length + sample.Encoded[FrameParts.Blur, sample.Form].Length;
        using var bare = new BareSocket(bytes);
        yield return new StageRow("... as many bytes over bare TCP, one byte back", Timing.Of(rounds, bare.RoundTrip), sample.Floors.Socket);
    }

    private static void Libvips(byte[] pixels, FrameSize size)
    {
        // It takes BGR for RGB, which costs the same.
        using var picture = NetVips.Image.NewFromMemory(pixels, size.Width, size.Height, 3, NetVips.Enums.BandFormat.Uchar);
        if (picture.JpegsaveBuffer(q: new PreviewOptions().JpegQuality, subsampleMode: NetVips.Enums.ForeignSubsample.On).Length == 0)
            throw new InvalidOperationException("libvips wrote nothing.");
    }
}
