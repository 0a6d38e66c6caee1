using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// A self-ensemble: the frame and its three mirror images go through one session, and the mean of the four results, mirrored back, is the
/// picture. The network's errors differ a little among them. For stills: it takes four times as long. The blur radius is the frame's own.
/// </summary>
/// <remarks>
/// Source: Timofte, Rothe and Van Gool, "Seven Ways to Improve Example-Based Single Image Super Resolution", CVPR 2016, section 3.7.
/// </remarks>
internal sealed class EnsembleDeblurSession : DeblurSession
{
    private const int Members = 4;

    private readonly DeblurSession _inner;
    private readonly SingleFrame _mirrored; // drafts that are never published: only the inner session reads them
    private readonly ushort[] _sums;
    private readonly float[] _confidence; // of the frame itself
    private readonly OwnedResources _owned;

    /// <param name="inner">Runs each member; owned from here on, also when this throws.</param>
    public EnsembleDeblurSession(DeblurSession inner)
        : base(inner.Model, inner.Size, inner.Provider, inner.Rung)
    {
        using var owned = new OwnedResources();
        _inner = owned.Add(inner);
        _mirrored = owned.Add(new SingleFrame(inner));
        _sums = new ushort[inner.Size.Width * inner.Size.Height * 3];
        _confidence = inner.HasConfidence ? new float[inner.BlurSize.Pixels] : [];
        IsInterim = inner.IsInterim;
        _owned = owned.Move();
    }

    protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        _inner.RunCore(source, sharp, blur);
        if (HasConfidence)
            _inner.WriteConfidence(_confidence);
        Array.Clear(_sums);
        Add(sharp.Draft, across: false, down: false);
        for (var member = 1; member < Members; member++)
        {
            var (across, down) = ((member & 1) != 0, (member & 2) != 0);
            Mirror(source.Pixels, _mirrored.Source.Draft, across, down);
            _inner.RunCore(_mirrored.Source, _mirrored.Sharp, _mirrored.Blur);
            Add(_mirrored.Sharp.Draft, across, down);
        }
        var result = sharp.Draft;
        for (var i = 0; i < result.Length; i++)
            result[i] = (byte)((_sums[i] + (Members / 2)) / Members);
    }

    public override bool HasConfidence => _inner.HasConfidence;

    protected internal override void WriteConfidence(Span<float> confidence) => _confidence.CopyTo(confidence);

    protected override void AbandonCore() => _inner.Abandon();

    protected override void Dispose(bool disposing) => _owned.Dispose();

    /// <summary>Adds a packed BGR picture, mirrored back, to the sums.</summary>
    private void Add(ReadOnlySpan<byte> picture, bool across, bool down)
    {
        var row = Size.Width * 3;
        for (var y = 0; y < Size.Height; y++)
        {
            var from = picture.Slice((down ? Size.Height - 1 - y : y) * row, row);
            var to = _sums.AsSpan(y * row, row);
            for (var x = 0; x < row; x += 3)
            {
                var at = across ? row - 3 - x : x;
                for (var c = 0; c < 3; c++)
                    to[x + c] += from[at + c];
            }
        }
    }

    private void Mirror(ReadOnlySpan<byte> from, Span<byte> to, bool across, bool down)
    {
        var row = Size.Width * 3;
        for (var y = 0; y < Size.Height; y++)
        {
            var source = from.Slice((down ? Size.Height - 1 - y : y) * row, row);
            var target = to.Slice(y * row, row);
            if (!across)
            {
                source.CopyTo(target);
                continue;
            }
            for (var x = 0; x < row; x += 3)
                source.Slice(row - 3 - x, 3).CopyTo(target[x..]);
        }
    }
}
