using Avalonia;
using Avalonia.Controls;
using Avalonia.Media;
using Avalonia.Media.Imaging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace AvaloniaPreview;

/// <summary>
/// Shows the newest deblurred frame, as large as fits, with a wipe against the source. While it is in a window it reads
/// <see cref="Frames"/>; so frames are decoded and deblurred only as long as it is there. A slow window skips frames, and delays nobody.
/// </summary>
#pragma warning disable CA1001 // a control has no disposal: the reader ends when the control leaves its window
public sealed class LivePreview : Control
#pragma warning restore CA1001
{
    /// <summary>Identifies <see cref="Frames"/>.</summary>
    public static readonly StyledProperty<IObservable<DeblurredFrame>?> FramesProperty =
        AvaloniaProperty.Register<LivePreview, IObservable<DeblurredFrame>?>(nameof(Frames));

    /// <summary>Identifies <see cref="Wipe"/>.</summary>
    public static readonly StyledProperty<double> WipeProperty = AvaloniaProperty.Register<LivePreview, double>(nameof(Wipe));

    /// <summary>Identifies <see cref="Problem"/>.</summary>
    public static readonly DirectProperty<LivePreview, string?> ProblemProperty =
        AvaloniaProperty.RegisterDirect<LivePreview, string?>(nameof(Problem), static preview => preview.Problem);

    private FrameReader? _reader; // while it is in a window
    private WriteableBitmap? _shown; // the reader's
    private bool _isInWindow;

    /// <summary>The frames, such as <c>LiveHost.Frames</c> or <c>DeblurStage.Frames</c>; null shows none. Default: null.</summary>
    public IObservable<DeblurredFrame>? Frames
    {
        get => GetValue(FramesProperty);
        set => SetValue(FramesProperty, value);
    }

    /// <summary>Share of the width, from the left, that shows the source; from the next frame on. 0 to 1, default 0.</summary>
    public double Wipe
    {
        get => GetValue(WipeProperty);
        set => SetValue(WipeProperty, value);
    }

    /// <summary>Why no frames come any more; null while they come.</summary>
    public string? Problem
    {
        get;
        private set => SetAndRaise(ProblemProperty, ref field, value);
    }

    /// <inheritdoc/>
    public override void Render(DrawingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_shown is not { } bitmap)
            return;
        var size = new FrameSize(bitmap.PixelSize.Width, bitmap.PixelSize.Height);
        var (x, y, width, height) = PictureCopy.Fit(size, Bounds.Width, Bounds.Height);
        context.DrawImage(bitmap, new Rect(bitmap.Size), new Rect(x, y, width, height));
    }

    /// <inheritdoc/>
    protected override void OnAttachedToVisualTree(VisualTreeAttachmentEventArgs e)
    {
        base.OnAttachedToVisualTree(e);
        _isInWindow = true;
        Read(Frames);
    }

    /// <inheritdoc/>
    protected override void OnDetachedFromVisualTree(VisualTreeAttachmentEventArgs e)
    {
        base.OnDetachedFromVisualTree(e);
        _isInWindow = false;
        Read(null);
    }

    /// <inheritdoc/>
    protected override void OnPropertyChanged(AvaloniaPropertyChangedEventArgs change)
    {
        ArgumentNullException.ThrowIfNull(change);
        base.OnPropertyChanged(change);
        if (change.Property == WipeProperty && _reader is not null)
            _reader.Wipe = Wipe;
        else if (change.Property == FramesProperty && _isInWindow)
            Read(Frames);
    }

    private void Read(IObservable<DeblurredFrame>? frames)
    {
        var former = _reader;
        (_reader, _shown, Problem) = (null, null, null);
        if (frames is not null)
            _reader = new FrameReader(frames, Show, reason => Problem = reason) { Wipe = Wipe };
        InvalidateVisual();
        _ = former?.DisposeAsync().AsTask();
    }

    private void Show(WriteableBitmap bitmap)
    {
        _shown = bitmap;
        InvalidateVisual();
    }
}
