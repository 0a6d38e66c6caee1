using System.Diagnostics;
using System.Runtime.ExceptionServices;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// Decodes, changes and encodes a video frame by frame, each step on its own thread, so that the slowest step alone sets the pace.
/// Every frame that can be decoded comes out once, at its own time.
/// </summary>
/// <remarks>Run once, then disposed. Memory is a few frames, whatever the video's length.</remarks>
public sealed class VideoTranscoder : IDisposable
{
    /// <summary>Frames between two threads: one being made, one being used, and two that even out uneven work.</summary>
    private const int Buffers = 4;

    /// <summary>The same for frames above <see cref="LargePixels"/>, for each of which a buffer takes 50 MB and more.</summary>
    private const int BuffersOfLargeFrames = 2;

    private const int LargePixels = 16_000_000;

    private readonly VideoPrograms _programs;
    private readonly VideoInfo _video;
    private readonly VideoCodec _codec;
    private readonly byte[]? _bgra; // a frame with its alpha, where the copy keeps that
    private readonly Action<Frame, Frame> _change;
    private readonly CancellationTokenSource _stopping = new();
    private readonly FrameQueue _decoded;
    private readonly FrameQueue _changed;
    private Exception? _failure;
    private VideoEncoder? _encoder;

    private VideoTranscoder(VideoPrograms programs, VideoInfo video, VideoCodec codec, Action<Frame, Frame> change, bool keepsAlpha)
    {
        (_programs, _video, _codec, _change) = (programs, video, keepsAlpha ? codec.WithAlpha! : codec, change);
        var buffers = video.Size.Pixels > LargePixels ? BuffersOfLargeFrames : Buffers;
        (_decoded, _changed) = (new FrameQueue(video.Size, buffers, keepsAlpha), new FrameQueue(video.Size, buffers, keepsAlpha));
        _bgra = keepsAlpha ? new byte[checked((int)(video.Size.Pixels * AlphaPixels.Bytes))] : null;
    }

    /// <summary>Frames that some thread still holds; zero once <see cref="RunAsync"/> has ended, whatever ended it.</summary>
    public int Outstanding => _decoded.Outstanding + _changed.Outstanding;

    /// <summary>The encoder's number in the system, once it runs; for tests, which kill it.</summary>
    internal int? EncoderId => _encoder?.Id;

    /// <summary>Prepares a transcoder: allocates the frames, starts nothing.</summary>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="video">What to read.</param>
    /// <param name="codec">How the copy is compressed.</param>
    /// <param name="change">
    /// What happens to a frame: the published original (lent), and a draft of the same size that it fills wholly. Called for one frame
    /// at a time, in order, on one thread.
    /// </param>
    /// <param name="stop">Cancels the preparation.</param>
    public static async Task<VideoTranscoder> CreateAsync(
        VideoPrograms programs, VideoInfo video, VideoCodec codec, Action<Frame, Frame> change, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(video);
        ArgumentNullException.ThrowIfNull(codec);
        var keepsAlpha = video.HasAlpha && codec.WithAlpha is not null
            && (video.AlphaDecoder is not { } decoder || await FfmpegProgram.ProbeDecoderAsync(decoder, stop).ConfigureAwait(false));
        return new VideoTranscoder(programs, video, codec, change, keepsAlpha);
    }

    /// <summary>Decodes, changes and encodes every frame of the video, and copies its other streams.</summary>
    /// <param name="path">The file to write; one that is there is replaced. After a failure the caller removes what is left of it.</param>
    /// <param name="container">What kind of file that is.</param>
    /// <param name="fraction">Reports from 0 to 1 after each frame, on another thread.</param>
    /// <param name="notify">Receives what the user should know, before the first frame and after the last.</param>
    /// <param name="stop">Ends both programs at once.</param>
    /// <exception cref="RecordingException">The video cannot be read, or the copy not be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<VideoReport> RunAsync(
        string path, VideoContainer container, IProgress<double> fraction, Action<Notice> notify, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(fraction);
        ArgumentNullException.ThrowIfNull(notify);
        var target = new VideoTarget { Path = path, Codec = _codec, Container = container, HasAlpha = _bgra is not null };
        _ = target.PixelFormat(_video); // fails early
        foreach (var notice in VideoNotices.Before(_video, _codec, keepsAlpha: _bgra is not null))
            notify(notice);
        var passthrough = await PassthroughStream.ChooseAsync(_programs, _video, container, notify, stop).ConfigureAwait(false);
        target = target with { Passthrough = passthrough };

        using var stopped = stop.Register(() => Fail(new OperationCanceledException(stop)));
        using var decoder = new VideoDecoder(_programs, _video, alpha: _bgra is not null);
        using var kill = _stopping.Token.Register(() =>
        {
            decoder.Kill();
            Volatile.Read(ref _encoder)?.Kill();
            _decoded.Complete();
            _changed.Complete();
        });
        try
        {
            await Task.WhenAll(
                StartThread("video decode", () => Decode(decoder)),
                StartThread("video change", Change),
                StartThread("video encode", () => Encode(target, fraction))).ConfigureAwait(false);
        }
        finally
        {
            _encoder?.Dispose();
            _decoded.Drain();
            _changed.Drain();
        }
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        fraction.Report(1);
        var report = new VideoReport(decoder.Frames, decoder.Errors, decoder.AdjustedTimestamps);
        foreach (var notice in VideoNotices.After(_video, report, decoder.LastError))
            notify(notice);
        return report;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoded.Dispose();
        _changed.Dispose();
        _stopping.Dispose();
    }

    private void Decode(VideoDecoder decoder)
    {
        try
        {
            while (true)
            {
                using var draft = _decoded.Rent(_stopping.Token);
                if (!decoder.Read(_bgra ?? draft.Frame.Draft, out var time))
                    break;
                if (_bgra is not null)
                    AlphaPixels.Split(_bgra, draft.Frame.Draft, draft.Alpha);
                draft.Post(decoder.Frames - 1, Stopwatch.GetTimestamp(), time);
            }
            if (!_stopping.IsCancellationRequested)
                decoder.Finish();
        }
        finally
        {
            _decoded.Complete();
        }
    }

    private void Change()
    {
        try
        {
            while (_decoded.Take(out var source))
            {
                using (source)
                {
                    using var draft = _changed.Rent(_stopping.Token);
                    _change(source.Frame, draft.Frame);
                    source.Alpha.CopyTo(draft.Alpha);
                    draft.Post(source.Frame.Sequence, source.Frame.CapturedAt, source.Time);
                }
            }
        }
        finally
        {
            _changed.Complete();
        }
    }

    /// <summary>The encoder starts with the first frame: a video without frames leaves no file.</summary>
    private void Encode(VideoTarget target, IProgress<double> fraction)
    {
        while (_changed.Take(out var frame))
        {
            using (frame)
            {
                if (_encoder is null)
                {
                    Volatile.Write(ref _encoder, new VideoEncoder(_programs, _video, target, frame.Time));
                    if (_stopping.IsCancellationRequested) // stopped between the last check and its start
                        _encoder.Kill();
                }
                _encoder.Write(frame.Frame, frame.Alpha, frame.Time);
                if (_video.Duration is { } seconds and > 0)
                    fraction.Report(Math.Clamp(((frame.Time * _video.TimeBase.Value) - _video.Start) / seconds, 0, 1));
            }
        }
        if (!_stopping.IsCancellationRequested)
            _encoder?.Finish();
    }

    /// <summary>Runs one part; its failure stops the others, and the first failure is the one that is thrown.</summary>
    private Task StartThread(string name, Action work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // the thread's last resort: the failure belongs to the caller, and the process must live
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Fail(failure);
            }
            ended.SetResult();
        })
        { Name = name, IsBackground = true }.Start();
        return ended.Task;
    }

    private void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _stopping.Cancel();
    }
}
