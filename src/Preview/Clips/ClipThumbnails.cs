using Microsoft.Extensions.Caching.Memory;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Preview.Clips;

/// <summary>
/// A small picture of each clip, made by <c>ffmpeg</c> at the first request and kept in memory. One is made at a time: a page full of clips
/// must not take the processor from the live view. Thread-safe.
/// </summary>
internal sealed class ClipThumbnails : IDisposable
{
    private const int Width = 480; // pixels; a card of the page is half as wide, on a screen of double density
    private const int MostBytes = 16 << 20; // some 800 of them
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly Lazy<byte[]> PlainTile = new(MakePlainTile);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>The JPEG for a clip of which no picture can be made: a plain tile.</summary>
    public static ReadOnlyMemory<byte> Plain => PlainTile.Value;

    /// <summary>A JPEG of one frame.</summary>
    /// <param name="clip">The video.</param>
    /// <param name="seconds">Its length in seconds; null when it is not known.</param>
    /// <param name="stop">Cancels the request; the picture is not made then.</param>
    /// <returns>The picture; null when none can be made, because the clip is broken or there is no <c>ffmpeg</c>.</returns>
    public async Task<byte[]?> GetAsync(FileInfo clip, double? seconds, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (FfmpegProgram.Path is not { } program)
            return null;
        var key = (clip.Name, clip.Length, clip.LastWriteTimeUtc);
        if (_made.TryGetValue(key, out byte[]? picture))
            return picture;
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_made.TryGetValue(key, out picture))
                return picture; // requested twice at once
            // At a third of the clip the action is under way. The first frame is used when the clip is shorter than its sidecar says.
            picture = await MakeAsync(program, clip.FullName, (seconds ?? 3) / 3, stop).ConfigureAwait(false)
                ?? await MakeAsync(program, clip.FullName, 0, stop).ConfigureAwait(false);
            return _made.Set(key, picture, new MemoryCacheEntryOptions { Size = picture?.Length ?? 1 });
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _one.Dispose();
        _made.Dispose();
    }

    private static async Task<byte[]?> MakeAsync(string program, string path, double at, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(Timeout);
        try
        {
            using var running = FfmpegProcess.Start(program, Arguments(path, at), reads: true);
            using var kill = timeout.Token.Register(running.Kill);
            using var picture = new MemoryStream();
            await running.Output.CopyToAsync(picture, timeout.Token).ConfigureAwait(false);
            var complete = await running.WaitForExitAsync(timeout.Token).ConfigureAwait(false) == 0 && picture.Length > 0;
            return complete ? picture.ToArray() : null;
        }
        catch (CaptureException)
        {
            return null; // ffmpeg cannot be started
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null; // it hangs on this file
        }
    }

    private static IEnumerable<string> Arguments(string path, double at) =>
    [
        "-nostdin", "-hide_banner", "-loglevel", "error",
        "-threads", "1", "-ss", FormattableString.Invariant($"{at:0.###}"), .. FfmpegInput.Of(path),
        "-frames:v", "1", "-an", "-vf", $"scale='min({Width},iw)':-2", "-c:v", "mjpeg", "-q:v", "5", "-f", "image2pipe", "pipe:1",
    ];

    private static byte[] MakePlainTile()
    {
        using var tile = new Mat(180, 320, MatType.CV_8UC3, Scalar.All(0x23)); // --raised of the page
        return tile.ImEncode(".jpg");
    }
}
