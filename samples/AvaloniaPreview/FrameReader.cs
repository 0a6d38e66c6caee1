using Avalonia;
using Avalonia.Media.Imaging;
using Avalonia.Platform;
using Avalonia.Threading;
using P2IKT.Live.Deblur;

namespace AvaloniaPreview;

/// <summary>
/// Copies the newest frame into a bitmap, away from the window's thread, and shows it there; then the next. It is made and disposed on the
/// window's thread, and shows nothing after its disposal.
/// </summary>
internal sealed class FrameReader : IAsyncDisposable
{
    private readonly WriteableBitmap?[] _bitmaps = new WriteableBitmap?[2]; // one is shown, the other one written
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<WriteableBitmap> _show;
    private readonly Task _reading;
    private double _wipe;
    private int _next;

    /// <summary>Begins to read.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="show">Shows a bitmap, which stays as it is until the next call.</param>
    /// <param name="end">Called with the reason when no more frames come.</param>
    public FrameReader(IObservable<DeblurredFrame> frames, Action<WriteableBitmap> show, Action<string> end)
    {
        _show = show;
        _reading = ReadAsync(frames, end);
    }

    /// <summary>Share of the width, from the left, that shows the source, from the next frame on.</summary>
    public double Wipe
    {
        set => Volatile.Write(ref _wipe, value);
    }

    /// <summary>Ends reading, and frees the bitmaps: none is shown any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
        foreach (var bitmap in _bitmaps)
            bitmap?.Dispose();
    }

    private async Task ReadAsync(IObservable<DeblurredFrame> frames, Action<string> end)
    {
        try
        {
            await Task.Run(() => CopyAsync(frames), _stop.Token);
            End("The source has ended.");
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
#pragma warning disable CA1031 // a source may end with any exception; the window stays
        catch (Exception failure)
#pragma warning restore CA1031
        {
            End(failure.Message);
        }

        void End(string reason)
        {
            if (!_stop.IsCancellationRequested)
                end(reason);
        }
    }

    private async Task CopyAsync(IObservable<DeblurredFrame> frames)
    {
        await foreach (var lease in frames.Latest(_stop.Token).ConfigureAwait(false))
        {
            var bitmap = Copy(lease.Frame);
            await Dispatcher.UIThread.InvokeAsync(() => Show(bitmap), DispatcherPriority.Render, _stop.Token);
        }
    }

    private void Show(WriteableBitmap bitmap)
    {
        if (!_stop.IsCancellationRequested)
            _show(bitmap);
    }

    private WriteableBitmap Copy(DeblurredFrame frame)
    {
        var size = frame.Sharp.Size;
        var pixelSize = new PixelSize(size.Width, size.Height);
        _next ^= 1;
        if (_bitmaps[_next] is not { } bitmap || bitmap.PixelSize != pixelSize)
        {
            _bitmaps[_next]?.Dispose();
            _bitmaps[_next] = bitmap = new WriteableBitmap(pixelSize, new Vector(96, 96), PixelFormat.Bgra8888, AlphaFormat.Opaque);
        }
        using var pixels = bitmap.Lock();
        unsafe
        {
            PictureCopy.Write(
                frame.Source.Pixels, frame.Sharp.Pixels, size, Volatile.Read(ref _wipe),
                new Span<byte>((void*)pixels.Address, pixels.RowBytes * size.Height), pixels.RowBytes);
        }
        return bitmap;
    }
}
