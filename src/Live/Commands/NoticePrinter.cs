using System.Threading.Channels;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Commands;

/// <summary>
/// Prints notices on its own thread. They come from the threads that carry frames, which a terminal that is held (Ctrl-S) must not block.
/// </summary>
internal sealed class NoticePrinter : IAsyncDisposable
{
    private const int Depth = 256; // notices; the oldest are dropped
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1); // for a terminal that is held, at the end

    private readonly Channel<Notice> _notices =
        Channel.CreateBounded<Notice>(new BoundedChannelOptions(Depth) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly IDisposable _subscription;
    private readonly Task _writing;

    /// <param name="notices">On any thread.</param>
    /// <param name="errors">Where they go.</param>
    public NoticePrinter(IObservable<Notice> notices, TextWriter errors)
    {
        _writing = Task.Factory.StartNew(
            () => Write(errors), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _subscription = notices.Subscribe(notice => _notices.Writer.TryWrite(notice), static _ => { });
    }

    /// <summary>Prints what has come by now; waits at most a second for a terminal that is held.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _notices.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(Timeout));
    }

    private void Write(TextWriter errors)
    {
        while (_notices.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_notices.Reader.TryRead(out var notice))
                errors.WriteLine($"p2ikt-live: {FailureText.Of(notice)}");
        }
    }
}
