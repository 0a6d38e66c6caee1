using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// One clip while it is recorded: its encoders and its schedule. For the recorder's thread, except where a member says otherwise.
/// </summary>
internal sealed class Clip : IDisposable
{
    private readonly ClipOptions _options;
    private readonly FrameRate _rate;
    private readonly ClipSchedule _schedule;
    private readonly ClipLog _log;
    private readonly ClipEncoder _sharp;
    private readonly ClipEncoder? _source;
    private readonly FocusMeter _meter = new();

    private Clip(string path, ClipOptions options, ClipOrigin facts, RecordedFrame first)
    {
        (Path, Size, _options) = (path, first.Sharp.Size, options);
        _rate = FrameRate.Nearest(options.FramesPerSecond ?? facts.FramesPerSecond);
        _schedule = new ClipSchedule(_rate, first.Sharp.CapturedAt);
        _log = new ClipLog(first.Sharp.CapturedAt, new ClipSidecar
        {
            Clip = Name,
            SourceClip = options.KeepSource ? System.IO.Path.GetFileName(ClipNames.SourceOf(path)) : null,
            StartedAt = DateTimeOffset.Now - Stopwatch.GetElapsedTime(first.Sharp.CapturedAt),
            Source = facts.Source,
            Network = facts.Model,
            Settings = new ClipSettings(
                options.Codec.Name, Size.Width, Size.Height, Math.Round(_rate.PerSecond, 4), options.Overlay?.Name,
                options.PreRoll.TotalSeconds),
        });
        _sharp = ClipEncoder.Start(options.Program!, path, options.Codec, Size, _rate, options.EncoderTimeout);
        try
        {
            _source = options.KeepSource ? ClipEncoder.Start(
                options.Program!, ClipNames.SourceOf(path), options.Codec, Size, _rate, options.EncoderTimeout) : null;
        }
        catch
        {
            _sharp.Dispose();
            throw;
        }
    }

    /// <summary>The clip's file.</summary>
    public string Path { get; }

    /// <summary>Size of its frames: frames of another size belong to another clip.</summary>
    public FrameSize Size { get; }

    /// <summary>Its length so far; on any thread.</summary>
    public double Seconds => Counts.Written / _rate.PerSecond;

    /// <summary>What became of the frames so far; on any thread.</summary>
    public ClipCounts Counts => _log.Counts;

    /// <summary>Marks so far; on any thread.</summary>
    public int Marks => _log.Marks.Count;

    /// <summary>Bytes on the disk so far, of both pictures; on any thread.</summary>
    public long Bytes => ClipFiles.LengthOf(Path) + (_source is null ? 0 : ClipFiles.LengthOf(ClipNames.SourceOf(Path)));

    /// <summary>The last error of an encoder that has ended early.</summary>
    public string Failure =>
        _sharp.LastErrorLine is { Length: > 0 } error ? error
        : _source?.LastErrorLine is { Length: > 0 } sourceError ? sourceError
        : "it was killed";

    private string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Begins a clip with its first frame.</summary>
    /// <param name="path">A file that is ours: an empty one, or one that may be replaced.</param>
    /// <param name="options">How to record.</param>
    /// <param name="facts">For the sidecar.</param>
    /// <param name="first">Its first frame; lent.</param>
    /// <exception cref="IOException">The encoder or the sidecar failed at once.</exception>
    /// <exception cref="CaptureException">The encoder cannot be started.</exception>
    public static Clip Begin(string path, ClipOptions options, ClipOrigin facts, RecordedFrame first)
    {
        var clip = new Clip(path, options, facts, first);
        try
        {
            clip.Write(first);
            clip.WriteSidecar(ClipEnding.Recording, null, lasting: false);
            return clip;
        }
        catch
        {
            clip.Dispose();
            throw;
        }
    }

    /// <summary>Takes a frame into its time slot, with the repetitions that lead up to it, or leaves it out as surplus.</summary>
    /// <exception cref="IOException">An encoder is gone.</exception>
    public void Append(RecordedFrame frame)
    {
        if (_schedule.Place(frame.Sharp.CapturedAt) is not { } repeats)
        {
            _log.CountSurplus();
            return;
        }
        Repeat(repeats);
        Write(frame);
    }

    /// <summary>
    /// Repeats the last frame up to this moment, while no frame comes: a long pause is not written all at once at its end.
    /// </summary>
    /// <exception cref="IOException">An encoder is gone.</exception>
    public void FillUntil(long moment) => Repeat(_schedule.FillUntil(moment));

    /// <summary>Counts frames that were lost before they came here.</summary>
    public void CountDropped(long frames) => _log.CountDropped(frames);

    /// <summary>Marks a moment, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Mark(long moment, string label) => _log.Mark(moment, label);

    /// <summary>Replaces the sidecar by one with the present state.</summary>
    /// <param name="ending">How the clip ended, if it has.</param>
    /// <param name="reason">Why; for the user.</param>
    /// <param name="lasting">Whether it must survive a power cut.</param>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void WriteSidecar(ClipEnding ending, string? reason, bool lasting) =>
        SidecarFile.Write(ClipNames.SidecarOf(Path), _log.Describe(ending, reason), lasting);

    /// <summary>Closes the clip: the frames so far are encoded, the file is remuxed, the sidecar is completed.</summary>
    /// <param name="ending">Why it ends.</param>
    /// <param name="reason">For the sidecar.</param>
    /// <returns>What the user should know and was not reported before; null when all is well.</returns>
    /// <exception cref="RecordingException">It was stopped, and nothing is there: the recording has failed.</exception>
    public Notice? Close(ClipEnding ending, string? reason)
    {
        var failure = _sharp.Finish();
        var sourceFailure = _source?.Finish();
        if (failure is not null)
            ClipFiles.Repair(Path);
        if (sourceFailure is not null)
            ClipFiles.Repair(ClipNames.SourceOf(Path));
        if (ClipFiles.LengthOf(Path) == 0)
        {
            _log.TruncateAfter(0); // of an encoder that ended before it wrote a byte, nothing is kept
            ClipFiles.Discard(Path);
            var nothing = $"Nothing was recorded in '{Name}' ({failure ?? "its file is gone"}): check its disk and the installation of "
                + "ffmpeg, or choose another codec.";
            return ending switch
            {
                ClipEnding.Stopped => throw new RecordingException(nothing) { Subject = Name, Setting = "codec" },
                ClipEnding.Split => Notice.Error("clip-ended-early", nothing),
                _ => null, // it was reported already
            };
        }
        if (failure is not null && ClipProbe.CountFrames(Path) is { } there)
            _log.TruncateAfter(there); // the encoder ended with frames that it had not written: the sidecar must not claim them
        var left = ClipRemuxer.Finish(_options.Program!, Path, _log.Marks, Seconds);
        if (_source is not null)
            left ??= ClipRemuxer.Finish(_options.Program!, ClipNames.SourceOf(Path), _log.Marks, Seconds);
        var wasMeant = ending is ClipEnding.Stopped or ClipEnding.Split;
        if (failure is not null && wasMeant)
            (ending, reason) = (ClipEnding.EncoderLost, $"The encoder failed at the end: {failure}.");
        try
        {
            WriteSidecar(ending, reason, lasting: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return Notice.Warning("sidecar-incomplete",
                $"The sidecar of '{Name}' could not be completed ({failed.Message.TrimEnd('.')}); the clip itself is whole.");
        }
        return !wasMeant ? null // its end was reported already
            : failure is not null ? Notice.Error("clip-ended-early", $"'{Name}' ends early: {reason}")
            : sourceFailure is not null ? Notice.Warning(
                "source-clip-ended-early", $"The source's picture beside '{Name}' ends early: {sourceFailure}.")
            : left is not null ? Notice.Warning("clip-in-fragments", $"'{Name}' stays in fragments, which plays but seeks slowly: {left}.")
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sharp.Dispose();
        _source?.Dispose();
    }

    private void Write(RecordedFrame frame)
    {
        _sharp.Write(
            _options.Overlay is { } overlay
                ? overlay.Draw(frame.Sharp, frame.Blur, frame.Confidence, frame.BlurStride)
                : frame.Sharp.Pixels);
        if (frame.Source is not null)
            _source?.Write(frame.Source.Pixels);
        _log.Add(frame.Sharp.CapturedAt, _meter.Read(frame.Blur, frame.Confidence), frame.Level, frame.RefinedShare);
    }

    private void Repeat(long times)
    {
        for (; times > 0; times--)
        {
            _sharp.Repeat();
            _source?.Repeat();
            _log.AddRepeated();
        }
    }
}
