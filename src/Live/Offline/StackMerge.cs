using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Offline;

/// <summary>Merges the pictures of a focus stack into one that is in focus everywhere. Owns its network; used by one thread.</summary>
/// <param name="model">The network.</param>
/// <param name="options">How it runs.</param>
/// <param name="isDeblurred">Whether the deblurred pictures are merged; otherwise the pictures as they are.</param>
internal sealed class StackMerge(Model model, DeblurOptions options, bool isDeblurred) : IDisposable
{
    private DeblurSession? _session;
    private FocusSweep? _sweep;
    private string? _first;

    /// <summary>Pictures that were merged.</summary>
    public int Merged => _sweep?.Merged ?? 0;

    /// <summary>The network's provider; null before the first picture.</summary>
    public ProviderChoice? Provider => _session?.Provider;

    /// <summary>Merges a picture, as it stands upright.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>False when it was left out, because the scene has moved.</returns>
    /// <exception cref="OfflineException">It has another size than the first one.</exception>
    /// <exception cref="Capture.CaptureException">It cannot be read.</exception>
    /// <exception cref="DeblurException">The model cannot be used.</exception>
    public bool Add(string path)
    {
        using var file = PictureFile.Open(path);
        var turn = file.Turn ?? default;
        var size = turn.Of(file.Layout.Size);
        if (_sweep is not null && _sweep.Frame != size)
            throw StackInputs.OtherSize(path, size, _first!, _sweep.Frame); // it was replaced meanwhile
        _session ??= DeblurSessions.Create(model, size, options);
        using var frame = new SingleFrame(_session);
        PictureFrame.Fill(file, turn, 0, frame.Source);
        frame.Source.Publish(0, 0);
        _session.Run(frame.Source, frame.Sharp, frame.Blur);
        _session.ReadConfidence(frame.Source, frame.Blur, frame.Confidence);
        frame.Sharp.Publish(0, 0);
        frame.Blur.Publish(0, 0);
        frame.Confidence.Publish(0, 0);
        _sweep ??= new FocusSweep(size, frame.Blur.Size, model.BlurStride);
        _first ??= path;
        var field = new FocusField(
            frame.Blur.Values, frame.Confidence.Values, frame.Blur.Size, model.BlurStride, size, 0, TimeSpan.Zero);
        var pixels = isDeblurred ? frame.Sharp : frame.Source;
        return _sweep.Add(pixels.Pixels, pixels.Stride, field, _sweep.Merged + _sweep.Moved) == SweepFrameResult.Merged;
    }

    /// <summary>The result; it is lent, and changes with the next picture.</summary>
    /// <param name="source">What the pictures are called together.</param>
    /// <exception cref="InvalidOperationException">Nothing was merged.</exception>
    public StackedPicture Result(string source)
    {
        var sweep = _sweep ?? throw new InvalidOperationException("Nothing was merged.");
        var positions = new float[sweep.Cells.Pixels];
        sweep.CopyBestPositions(positions);
        var (known, inFocus) = (0, 0);
        foreach (var radius in sweep.BestRadii)
            (known, inFocus) = (known + (radius >= 0 ? 1 : 0), inFocus + (radius <= FocusAssist.DefaultTolerance ? 1 : 0));
        return new StackedPicture
        {
            Size = sweep.Frame, Pixels = sweep.Composite.ToArray(), Cells = sweep.Cells, Stride = sweep.Stride, Positions = positions,
            Unit = StackPositionUnit.Pictures, IsDeblurred = isDeblurred, Source = source, Model = model.Name, Merged = sweep.Merged,
            LeftOut = sweep.Moved, InFocusShare = known == 0 ? double.NaN : (double)inFocus / known, DescribedBy = _first,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();
}
