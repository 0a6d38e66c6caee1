using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// What a stage saves and gains while a scene holds still: the network sees the average of still tiles, and runs on each sixth frame only
/// when nothing moves. The strongest network works on the averages in the background; its result is shown until a tile changes.
/// </summary>
/// <remarks>On the stage's thread, for frames of one size. A tile that changes is the live one in that very frame.</remarks>
internal sealed class StillScene : IDisposable
{
    private const int StillFrames = 8; // that a tile holds still before it counts
    private const int SteadyFrames = 40; // after which its average is as good as it gets: it is refined once more
    private const int RunEvery = 6; // frames: maps of a still scene are at most this old
    private const int DriftEvery = 8; // frames, until each tile was looked at
    private const double LeastShare = 0.1; // of the tiles: fewer are not worth a run of the strong network
    private const int Pause = 30; // frames from one run of it to the next, unless nothing moves at all
    private const int BusyEvery = 4; // frames: how often a busy stage looks whether anything holds still
    private const int WholeEvery = 30; // runs: what drifts too slowly to be seen is not older than a second
    private const double MostChanged = 0.7; // of the pixels: beyond, a whole run hardly takes longer
    private const double Drift = 4; // times the variance that noise explains: what changes too slowly for one frame to show it

    private const double RoundingVariance = 0.01; // of an average, in levels squared

    private readonly StillTiles _tiles;
    private readonly Refiner _refiner;
    private readonly RefinedTile[] _refinedTiles;
    private readonly bool[] _isShown; // those in the last result
    private RefinedArea? _area; // the same
    // As long as nothing holds still they are empty.
    private NativeArray<byte> _refined = new(0);
    private NativeArray<short> _reference = new(0);
    private NativeArray<byte> _sharp = new(0); // the last result while the whole scene holds still
    private NativeArray<float> _blur = new(0), _confidence = new(0);
    private DeblurSession? _keptFrom;
    private int _sinceRun;
    private int _frame;
    private int _stillTiles;
    private int _askedAt = -Pause;
    private Frame? _averaged;
    private RefinementRequest? _spare; // the last one, done
    private bool _isCurrent; // the tiles have seen the newest frame
    private DeblurSession? _upToDate; // it has seen all frames but what has changed since
    private PixelArea _changed; // since its last run
    private int _sinceWhole; // runs

    /// <summary>For a stream of one size.</summary>
    /// <param name="size">Size of the frames.</param>
    /// <param name="open">Opens the strong network at a size; called on a thread of low priority.</param>
    public StillScene(FrameSize size, Func<FrameSize, DeblurSession> open)
    {
        _tiles = new StillTiles(size);
        _refinedTiles = new RefinedTile[_tiles.Grid.Count];
        _isShown = new bool[_tiles.Grid.Count];
        _refiner = new Refiner(open);
        Size = size;
    }

    /// <summary>Size of the frames.</summary>
    public FrameSize Size { get; }

    /// <summary>Whether every tile has held still for some frames.</summary>
    public bool IsWhole => _stillTiles == _refinedTiles.Length;

    /// <summary>Share of the tiles that have held still for some frames, 0 to 1.</summary>
    public double StillShare => (double)_stillTiles / _refinedTiles.Length;

    /// <summary>Why still scenes are no longer refined, one sentence; given once.</summary>
    public string? TakeFailure() => _refiner.TakeFailure();

    /// <summary>Takes the next frame, before its result is made.</summary>
    /// <param name="source">The frame; lent for the call.</param>
    /// <param name="isBusy">Whether the stage has little time left: then nothing is refined before the whole scene holds still.</param>
    public void Observe(Frame source, bool isBusy)
    {
        _frame++;
        _isCurrent = !isBusy || IsWhole || _frame % BusyEvery == 0;
        if (!_isCurrent)
        {
            ForgetRefined();
            _upToDate = null;
            return;
        }
        _tiles.Observe(source);
        _stillTiles = _tiles.CountOlderThan(StillFrames);
        for (var tile = 0; tile < _refinedTiles.Length; tile++)
        {
            if (_tiles.AgeOf(tile) < StillFrames)
                _changed = _changed.Union(_tiles.Grid.AreaOf(tile));
        }
        DropWhatDrifts();
        TakeRefined();
        if (isBusy && !IsWhole)
            ForgetRefined();
        else if (IsWhole || _frame - _askedAt >= Pause)
            AskForMore();
    }

    /// <summary>
    /// The newest frame with less noise: its still tiles are averages over time, which the network sees in place of them.
    /// </summary>
    /// <param name="source">The frame of the last <see cref="Observe"/>; lent for the call.</param>
    /// <returns>The frame itself, where nothing holds still; else a draft, lent until the next call.</returns>
    public Frame Averaged(Frame source)
    {
        if (_stillTiles == 0 || !_isCurrent)
            return source;
        _averaged ??= SingleFrame.Draft(Size, PixelFormat.Bgr24);
        _tiles.WriteAveraged(source, _averaged.Draft, StillFrames);
        return _averaged;
    }

    /// <summary>What a session, which runs next, has to make anew, in pixels of the frame; null: all.</summary>
    public PixelArea? ChangedFor(DeblurSession session)
    {
        var changed = _changed;
        var isWhole = _upToDate != session || IsWhole || ++_sinceWhole >= WholeEvery
            || changed.Pixels > MostChanged * Size.Width * Size.Height;
        (_upToDate, _changed) = (session, default);
        if (!isWhole)
            return changed;
        _sinceWhole = 0;
        return null;
    }

    /// <summary>A session has run on frames that this scene has not seen.</summary>
    public void Interrupt() => _upToDate = null;

    /// <summary>Writes the last result again, where the whole scene holds still and it is fresh enough; else false.</summary>
    /// <param name="session">What would run.</param>
    /// <param name="sharp">A draft of the picture.</param>
    /// <param name="blur">A draft of the radii.</param>
    /// <param name="confidence">A draft of the confidences.</param>
    public bool TryReuse(DeblurSession session, Frame sharp, Frame blur, Frame confidence)
    {
        if (!IsWhole || _keptFrom != session || ++_sinceRun >= RunEvery)
            return false;
        _sharp.Values.CopyTo(sharp.Draft);
        _blur.Values.CopyTo(blur.DraftValues);
        _confidence.Values.CopyTo(confidence.DraftValues);
        return true;
    }

    /// <summary>Keeps a result of the network, if the whole scene holds still.</summary>
    public void Keep(DeblurSession session, Frame sharp, Frame blur, Frame confidence)
    {
        _sinceRun = 0;
        _keptFrom = IsWhole ? session : null;
        if (_keptFrom is null)
            return;
        sharp.Draft.CopyTo(Ready(ref _sharp, sharp.Draft.Length));
        blur.DraftValues.CopyTo(Ready(ref _blur, blur.DraftValues.Length));
        confidence.DraftValues.CopyTo(Ready(ref _confidence, confidence.DraftValues.Length));
    }

    /// <summary>Puts the refined tiles into a result.</summary>
    /// <param name="sharp">A draft of the picture.</param>
    /// <returns>Which tiles are refined; null: none.</returns>
    public RefinedArea? Compose(Frame sharp)
    {
        var hasChanged = _area is null;
        var pixels = sharp.Draft;
        for (var tile = 0; tile < _refinedTiles.Length; tile++)
        {
            var isRefined = IsRefined(tile);
            hasChanged |= isRefined != _isShown[tile];
            _isShown[tile] = isRefined;
            if (isRefined)
                _tiles.Grid[tile].Copy<byte>(_refined.Values, pixels);
        }
        if (hasChanged)
            _area = new RefinedArea(_tiles.Grid.Columns, _tiles.Grid.Rows, _isShown);
        return _area!.Share > 0 ? _area : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refiner.Dispose();
        _tiles.Dispose();
        _refined.Dispose();
        _reference.Dispose();
        _sharp.Dispose();
        _blur.Dispose();
        _confidence.Dispose();
        _averaged?.Dispose();
        _spare?.Dispose();
    }

    /// <summary>To look for changes in refined tiles takes time in each frame.</summary>
    private void ForgetRefined() => Array.Clear(_refinedTiles);

    private bool IsRefined(int tile) => _refinedTiles[tile].Age > 0 && _refinedTiles[tile].Changes == _tiles.ChangesOf(tile);

    /// <summary>An eighth of the tiles in each frame: those whose average has left what was refined are refined again.</summary>
    private void DropWhatDrifts()
    {
        for (var tile = _frame % DriftEvery; tile < _refinedTiles.Length; tile += DriftEvery)
        {
            if (!IsRefined(tile))
                continue;
            var explained = _refinedTiles[tile].Variance + _tiles.AverageVarianceOf(tile);
            if (TileAverage.MeanSquare(_tiles.Average, _reference.Values, _tiles.Grid[tile]) > Drift * (explained + RoundingVariance))
                _refinedTiles[tile] = default;
        }
    }

    private void TakeRefined()
    {
        if (_refiner.TakeResult() is not { } result)
            return;
        _spare = result;
        var refined = Ready(ref _refined, result.Picture.Length);
        var reference = Ready(ref _reference, result.Reference.Length);
        for (var tile = 0; tile < _refinedTiles.Length; tile++)
        {
            if (result.Changes[tile] != _tiles.ChangesOf(tile))
                continue; // it did not hold still, or has changed meanwhile
            _refinedTiles[tile] = new RefinedTile(result.Changes[tile], result.Ages[tile], result.Variances[tile]);
            var place = _tiles.Grid[tile];
            place.Copy<byte>(result.Picture.Values, refined);
            place.Copy<short>(result.Reference.Values, reference);
        }
    }

    private void AskForMore()
    {
        var wanted = 0;
        for (var tile = 0; tile < _refinedTiles.Length; tile++)
            wanted += IsWanted(tile) ? 1 : 0;
        if (wanted < Math.Max(1, LeastShare * _refinedTiles.Length) || !_refiner.IsReady)
            return;
        _askedAt = _frame;
        var request = _spare ?? new RefinementRequest(_tiles.Grid);
        _spare = null;
        _tiles.WriteAverage(request.Picture.Values);
        _tiles.Average.CopyTo(request.Reference.Values);
        for (var tile = 0; tile < _refinedTiles.Length; tile++)
        {
            var age = _tiles.AgeOf(tile);
            request.Changes[tile] = age >= StillFrames ? _tiles.ChangesOf(tile) : -1;
            (request.Ages[tile], request.Variances[tile]) = (age, _tiles.AverageVarianceOf(tile));
        }
        _refiner.Begin(request);
    }

    private bool IsWanted(int tile) => _tiles.AgeOf(tile) >= StillFrames
        && (!IsRefined(tile) || (_refinedTiles[tile].Age < SteadyFrames && _tiles.AgeOf(tile) >= SteadyFrames));

    private static Span<T> Ready<T>(ref NativeArray<T> array, int length)
        where T : unmanaged
    {
        if (array.Length != length)
        {
            array.Dispose();
            array = new NativeArray<T>(length);
        }
        return array.Values;
    }

    /// <summary>A tile's refined picture.</summary>
    /// <param name="Changes">How often the tile had changed when it was taken.</param>
    /// <param name="Age">For how many frames it had held still; 0: there is none.</param>
    /// <param name="Variance">Of the average that it was made from, in levels squared.</param>
    private readonly record struct RefinedTile(int Changes, int Age, double Variance);
}
