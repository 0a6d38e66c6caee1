using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>One sweep: what was merged of its frames, and whether they make sense together. Not thread-safe.</summary>
/// <param name="drive">What changes the focus.</param>
/// <param name="isDeblurred">Whether the deblurred frames are merged; otherwise the source.</param>
/// <param name="focus">Reads the ring of a manual lens; null: nothing does.</param>
/// <param name="tolerance">Largest blur radius that counts as in focus, in pixels.</param>
internal sealed class SweepRun(SweepDrive drive, bool isDeblurred, FocusAssist? focus, float tolerance)
{
    private const int FewUnknown = 5; // frames in a row
    private const int MostMoved = 60; // frames in a row: the scene does not come back
    private const double FewestReadable = 0.01; // share of the cells: below it there is no texture
    private const int StopsToMove = 4; // stops of a driven lens after which a change must show
    private const float Changed = 0.5f; // pixels of blur radius
    private const double FewestChanged = 0.02; // share of the cells that can be read

    private readonly SweepPosition _positions = new(drive, focus);
    private FocusSweep? _sweep;
    private float[] _first = []; // radii of the first frame
    private bool _hasChanged;
    private int _movedInARow, _unknownInARow;

    /// <summary>What changes the focus.</summary>
    public SweepDrive Drive => drive;

    /// <summary>Whether the deblurred frames are merged.</summary>
    public bool IsDeblurred => isDeblurred;

    /// <summary>Whether its result is not wanted.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Frames that were merged.</summary>
    public int Merged => _sweep?.Merged ?? 0;

    /// <summary>Frames that were left out because the scene had moved.</summary>
    public int LeftOut => _sweep?.Moved ?? 0;

    /// <summary>What is wrong with the newest frames, in one sentence that says what to do; null when nothing is.</summary>
    public string? Problem =>
        _movedInARow > 0 ? "The scene or the camera moves: frames are left out."
        : _unknownInARow >= FewUnknown ? "No network runs on the frames, because results come too late: allow a longer latency."
        : null;

    /// <summary>Size of the picture; zero before the first frame.</summary>
    public FrameSize Size => _sweep?.Frame ?? default;

    /// <summary>Columns and rows of the maps.</summary>
    public FrameSize Cells => _sweep?.Cells ?? default;

    /// <summary>Width and height of a cell, in pixels.</summary>
    public int Stride => _sweep?.Stride ?? 0;

    /// <summary>What positions are.</summary>
    public StackPositionUnit Unit => _positions.Unit;

    /// <summary>A picture file that was merged, whose description the result takes over; null: none.</summary>
    public string? DescribedBy { get; private set; }

    /// <summary>Share of what can be read that has been in focus in some frame; NaN when nothing can be read.</summary>
    public double InFocus
    {
        get
        {
            var (known, inFocus) = (0, 0);
            foreach (var radius in _sweep is null ? [] : _sweep.BestRadii)
                (known, inFocus) = (known + (radius >= 0 ? 1 : 0), inFocus + (radius <= tolerance ? 1 : 0));
            return known == 0 ? double.NaN : (double)inFocus / known;
        }
    }

    /// <summary>Why what was merged is not worth much, in one sentence that says what to do; null when it is.</summary>
    public string? ResultWarning =>
        Merged == 0 ? "No frame was merged: start the sweep when there is a picture."
        : Readable < FewestReadable ? "The picture has no texture to read the focus from: light it from the side, or move nearer."
        : !_hasChanged ? "The focus has not changed during the sweep: turn the ring, or move the limits apart."
        : null;

    private double Readable
    {
        get
        {
            var known = 0;
            foreach (var radius in _sweep is null ? [] : _sweep.BestRadii)
                known += radius >= 0 ? 1 : 0;
            return _sweep is null ? 0 : (double)known / _sweep.BestRadii.Length;
        }
    }

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">Lent for the call.</param>
    /// <param name="field">Its map, not filtered over time.</param>
    /// <param name="stop">Number of the stop of a driven lens; null: there are no stops.</param>
    /// <param name="file">The file that the frame was read from; null: none.</param>
    /// <exception cref="SweepException">The frames do not make sense together: the sweep is to be ended.</exception>
    public SweepFrameResult Add(DeblurredFrame frame, FocusField field, int? stop, string? file)
    {
        if (!field.IsKnown)
        {
            _unknownInARow++;
            return SweepFrameResult.Unknown;
        }
        _unknownInARow = 0;
        var size = frame.Source.Size;
        _sweep ??= new FocusSweep(size, field.Cells, field.Stride);
        if (size != _sweep.Frame || field.Cells != _sweep.Cells)
            throw new SweepException(
                FaultKind.Failed, $"The picture has changed its size from {_sweep.Frame} to {size}: start the sweep again.");
        var pixels = isDeblurred ? frame.Sharp : frame.Source;
        var result = _sweep.Add(pixels.Pixels, pixels.Stride, field, stop ?? _positions.Of(frame.Source));
        if (result == SweepFrameResult.SceneMoved)
        {
            if (++_movedInARow >= (drive == SweepDrive.Folder ? 3 : MostMoved))
                throw new SweepException(
                    FaultKind.Failed, "The scene or the camera has moved and not come back: hold both still, and start the sweep again.");
            return result;
        }
        _movedInARow = 0;
        Compare(field);
        DescribedBy ??= file;
        return result;
    }

    /// <summary>Copies the positions of best focus and the radii there, one for each cell; empty before the first frame.</summary>
    public (float[] Positions, float[] Radii) CopyMaps()
    {
        if (_sweep is null)
            return ([], []);
        var positions = new float[_sweep.Cells.Pixels];
        _sweep.CopyBestPositions(positions);
        return (positions, _sweep.BestRadii.ToArray());
    }

    /// <summary>Copies the picture, packed BGR; empty before the first frame.</summary>
    public byte[] CopyPixels() => _sweep is null ? [] : _sweep.Composite.ToArray();

    /// <summary>The result to save; its arrays are copies.</summary>
    /// <param name="source">Name of the source.</param>
    /// <param name="model">Name of the network.</param>
    public StackedPicture Result(string source, string model) => new()
    {
        Size = Size, Pixels = CopyPixels(), Cells = Cells, Stride = _sweep!.Stride, Positions = CopyMaps().Positions, Unit = Unit,
        IsDeblurred = isDeblurred, Source = source, Model = model, Merged = Merged, LeftOut = LeftOut, InFocusShare = InFocus,
        DescribedBy = DescribedBy,
    };

    /// <summary>Whether the focus changes at all. A lens that is ordered to move and does not is not worth going on.</summary>
    private void Compare(FocusField field)
    {
        if (_hasChanged)
            return;
        if (_first.Length == 0)
        {
            _first = field.Radii.ToArray();
            return;
        }
        var (readable, changed) = (0, 0);
        for (var i = 0; i < _first.Length; i++)
        {
            if (!(field.Confidences[i] >= FocusReading.MinConfidence))
                continue;
            readable++;
            changed += Math.Abs(field.Radii[i] - _first[i]) > Changed ? 1 : 0;
        }
        _hasChanged = changed > FewestChanged * readable && readable > 0;
        if (!_hasChanged && drive == SweepDrive.Lens && Merged > StopsToMove && readable > 0)
            throw new SweepException(
                FaultKind.Failed, "The lens was ordered to move, and the picture does not change: switch the lens to AF, and check "
                    + "that it is not held.");
    }
}
