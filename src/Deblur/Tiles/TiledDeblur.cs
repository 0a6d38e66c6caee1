using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Tiles;

/// <summary>
/// Deblurs pictures of any size with one session of a bounded size: in tiles that overlap by more than the network reaches, so that no
/// seam shows. Pictures of the same size after each other share the session. Used by one thread at a time.
/// </summary>
/// <remarks>
/// The reach of a pixel was measured on the shipped networks (TileReachTests prints it): beside a cut the result differs by more than
/// 1/255 up to 100 px from the picture that is missing with p2ikt-live, 128 px with -hq and 168 px with -xl (on white noise; 75, 91 and
/// 118 px on photographs).
/// </remarks>
public sealed class TiledDeblur(Model model, DeblurOptions options) : IDisposable
{
    /// <summary>
    /// The longest side of a tile, in pixels. Longer tiles repeat less of the overlap and take more memory: with this one the
    /// program stays below 1 GB with the larger of the shipped networks.
    /// </summary>
    public const int LongestTile = 1280;

    private DeblurSession? _session;
    private FramePool? _sources;
    private FramePool? _sharps;
    private FramePool? _blurs;

    /// <summary>The network.</summary>
    public Model Model => model;

    /// <summary>The longest side of a tile: shorter ones for tests.</summary>
    internal int Longest { get; init; } = LongestTile;

    /// <summary>Buffers that some owner still holds.</summary>
    internal int Outstanding => new[] { _sources, _sharps, _blurs }.Sum(pool => pool?.Outstanding ?? 0);

    /// <summary>The provider that runs the network; null before the first picture.</summary>
    public ProviderChoice? Provider => _session?.Provider;

    /// <summary>Deblurs one picture.</summary>
    /// <param name="picture">Reads and writes the pixels; used on the caller's thread.</param>
    /// <param name="fraction">Receives the share that is done, from 0 to 1, after each tile.</param>
    /// <param name="stop">Ends the work within the current tile; another picture can follow.</param>
    /// <exception cref="DeblurException">The model cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(TiledPicture picture, IProgress<double>? fraction = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var longest = Math.Max(Longest, 4 * model.Reach);
        var across = new TileAxis(picture.Size.Width, longest, model.Reach, model.Alignment);
        var down = new TileAxis(picture.Size.Height, longest, model.Reach, model.Alignment);
        Prepare(new FrameSize(across.Tile, down.Tile));
        // A tile of a large network takes seconds: the session is abandoned within it, and the next picture gets another.
        using var abandoning = stop.UnsafeRegister(static session => ((DeblurSession)session!).Abandon(), _session);
        for (var j = 0; j < down.Count; j++)
        {
            picture.Load(down.Origin(j), down.Tile);
            for (var i = 0; i < across.Count; i++)
            {
                for (var pass = 0; pass < picture.Passes; pass++)
                {
                    stop.ThrowIfCancellationRequested();
                    RunTile(picture, across, down, i, j, pass);
                }
                fraction?.Report((j * across.Count + i + 1.0) / (across.Count * down.Count));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session?.Dispose();
        _sources?.Dispose();
        _sharps?.Dispose();
        _blurs?.Dispose();
        (_session, _sources, _sharps, _blurs) = (null, null, null, null);
    }

    private void Prepare(FrameSize tile)
    {
        if (_session is { IsAbandoned: false } session && session.Size == tile)
            return;
        Dispose();
        _session = DeblurSessions.Create(model, tile, options);
        _sources = new FramePool(tile, 1);
        _sharps = new FramePool(tile, 1);
        _blurs = new FramePool(_session.BlurSize, 1, PixelFormat.Float32);
    }

    private void RunTile(TiledPicture picture, in TileAxis across, in TileAxis down, int i, int j, int pass)
    {
        using var source = Rent(_sources!);
        using var sharp = Rent(_sharps!);
        using var blur = Rent(_blurs!);
        picture.Fill(across.Origin(i), down.Origin(j), source, pass);
        source.Publish(0, 0);
        _session!.Run(source, sharp, blur);
        picture.Take(new TilePart
        {
            X = across.Origin(i),
            Y = down.Origin(j),
            Left = across.Start(i),
            Top = down.Start(j),
            Right = across.End(i),
            Bottom = down.End(j),
            Pass = pass,
            Source = source,
            Sharp = sharp,
            Blur = blur,
            BlurStride = model.BlurStride,
        });
    }

    private static Frame Rent(FramePool pool) =>
        pool.TryRent(out var frame)
            ? frame
            : throw new InvalidOperationException("A tile's buffer is still held: what Take is given must not be kept.");
}
