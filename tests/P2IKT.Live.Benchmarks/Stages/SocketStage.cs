using System.Net;
using System.Reactive.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// A viewer at the preview's own web server, given a frame that is encoded already, again and again: everything between the encoder
/// and the acknowledgement, on the loop-back.
/// </summary>
/// <remarks>In the encoder's place stands the thread that measures: it offers the frame to the viewer's slot, and is woken by it.</remarks>
internal sealed class SocketStage : IDisposable
{
    private readonly StageSample _sample;
    private readonly AutoResetEvent _woken = new(false);
    private readonly ViewerSlot _slot;
    private readonly EncodedFrame _frame;
    private readonly WebPreview _preview;
    private readonly Viewer _viewer;
    private long _version;

    public SocketStage(StageSample sample)
    {
        _sample = sample;
        _slot = new ViewerSlot(FrameParts.Sharp | FrameParts.Blur, acknowledges: true, sample.Form, () => _woken.Set());
        _frame = new EncodedFramePool().Rent();
        var options = new PreviewOptions { Port = 0 };
        options = options with { Extend = endpoints => endpoints.Map("/slot", context => ServeAsync(context, options)) };
        _preview = WebPreview.StartAsync(Observable.Never<DeblurredFrame>(), static () => throw new NotSupportedException(), options).GetAwaiter().GetResult();
        Fill();
        _viewer = Viewer.ConnectAsync(new Uri($"ws://{_preview.Url.Authority}/slot")).GetAwaiter().GetResult();
        AwaitTurn();
    }

    /// <summary>Gives the frame to the socket, and returns once the viewer has acknowledged it and waits for another.</summary>
    public void HandOver()
    {
        Fill();
        _slot.Offer(_frame, Request(), SceneMotion.Moving);
        AwaitTurn();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slot.Close();
        _viewer.Dispose();
        _preview.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _frame.Release();
        _woken.Dispose();
    }

    /// <summary>A new version of the same: its buffers keep their content, so that nothing is copied after the first time.</summary>
    private void Fill()
    {
        _frame.Begin(++_version, _sample.Deblurred);
        foreach (var part in (ReadOnlySpan<FrameParts>)[FrameParts.Sharp, FrameParts.Blur])
        {
            var room = _frame.Add(part, _sample.Form, _sample.Encoded[part, _sample.Form].Length);
            if (_version == 1)
                _sample.Encoded[part, _sample.Form].Span.CopyTo(room);
        }
    }

    private void AwaitTurn()
    {
        while (Request().Parts == FrameParts.None)
            _woken.WaitOne();
    }

    private PictureRequest Request() => _slot.Request(_version + 1, _sample.Size, SceneMotion.Moving);

    private async Task ServeAsync(HttpContext context, PreviewOptions options)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var listed = new ViewerList(options.Limits).TryAdd(_slot, IPAddress.Loopback, AccessRole.Control, "live", canWait: false)!;
        using var live = new LiveSocket(socket, listed, new PresentationLog(), options.Limits, focus: null);
        await live.RunAsync();
    }
}
