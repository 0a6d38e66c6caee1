using System.Diagnostics;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Recording.Clips;

/// <summary>One clip while it is recorded: its encoders, its schedule, its sidecar. For the recorder's thread.</summary>
internal sealed class Clip : IDisposable
{
    private readonly ClipOptions _options;
    private readonly ClipFacts _facts;
    private readonly FrameRate _rate;
    private readonly FrameSize _size;
    private readonly long _firstCapturedAt;
    private readonly DateTimeOffset _startedAt;
    private readonly ClipSchedule _schedule;
    private readonly ClipEncoder _sharp;
    private readonly ClipEncoder? _source;
    private readonly FocusMeter _meter = new();
    private readonly List<ClipMark> _marks = [];
    private readonly List<long> _captured = [];
    private readonly List<int> _median = [], _sharpest = [], _centre = [];
    private readonly Lock _gate = new(); // the counts, the marks: read on request threads
    private ClipCounts _counts = new();
    private FocusReading _reading;

    private Clip(string path, ClipOptions options, ClipFacts facts, RecordedFrame first)
    {
        (Path, _options, _facts, _size) = (path, options, facts, first.Sharp.Size);
        _rate = FrameRate.Nearest(options.FramesPerSecond ?? facts.FramesPerSecond);
        _firstCapturedAt = first.Sharp.CapturedAt;
        _startedAt = DateTimeOffset.Now - Stopwatch.GetElapsedTime(_firstCapturedAt);
        _schedule = new ClipSchedule(_rate, _firstCapturedAt);
        _sharp = ClipEncoder.Start(options.Program!, path, options.Codec, _size, _rate, options.EncoderPatience);
        try
        {
            _source = options.KeepSource ? ClipEncoder.Start(options.Program!, ClipNames.SourceOf(path), options.Codec, _size, _rate, options.EncoderPatience) : null;
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
    public FrameSize Size => _size;

    /// <summary>Its length so far.</summary>
    public double Seconds => Counts.Written / _rate.PerSecond;

    /// <summary>What became of the frames so far; may be read on any thread.</summary>
    public ClipCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>Marks so far; may be read on any thread.</summary>
    public int Marks
    {
        get
        {
            lock (_gate)
                return _marks.Count;
        }
    }

    /// <summary>Bytes on the disk so far, of both pictures.</summary>
    public long Bytes => LengthOf(Path) + (_source is null ? 0 : LengthOf(ClipNames.SourceOf(Path)));

    /// <summary>What an encoder that died said; for a clip whose encoder did.</summary>
    public string Failure => _sharp.LastWords is { Length: > 0 } said ? said : _source?.LastWords is { Length: > 0 } saidToo ? saidToo : "it was killed";

    /// <summary>Numbers of the encoders' processes.</summary>
    internal IEnumerable<int> ProcessIds => _source is null ? [_sharp.ProcessId] : [_sharp.ProcessId, _source.ProcessId];

    /// <summary>Begins a clip with its first frame.</summary>
    /// <param name="path">A file that is ours: an empty one, or one that may be replaced.</param>
    /// <param name="options">How to record.</param>
    /// <param name="facts">For the sidecar.</param>
    /// <param name="first">Its first frame; lent.</param>
    /// <exception cref="IOException">The encoder or the sidecar failed at once.</exception>
    /// <exception cref="CaptureException">The encoder cannot be started.</exception>
    public static Clip Begin(string path, ClipOptions options, ClipFacts facts, RecordedFrame first)
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
            Count(static counts => counts with { Surplus = counts.Surplus + 1 });
            return;
        }
        Repeat(repeats);
        Write(frame);
    }

    /// <summary>While no frame comes: repeats the last one up to this moment, so that a long pause does not pile up.</summary>
    /// <exception cref="IOException">An encoder is gone.</exception>
    public void FillUntil(long moment) => Repeat(_schedule.FillUntil(moment));

    /// <summary>Counts frames that were lost before they came here.</summary>
    public void CountDropped(long frames) => Count(counts => counts with { Dropped = counts.Dropped + frames });

    /// <summary>Marks a moment, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Mark(long moment, string label)
    {
        lock (_gate)
            _marks.Add(new ClipMark(Math.Round(Math.Max(0, Stopwatch.GetElapsedTime(_firstCapturedAt, moment).TotalSeconds), 3), label));
    }

    /// <summary>Replaces the sidecar by one that tells the state of now.</summary>
    /// <param name="ending">How the clip ended, if it has.</param>
    /// <param name="reason">Why; for the user.</param>
    /// <param name="lasting">Whether it must survive a power cut.</param>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void WriteSidecar(ClipEnding ending, string? reason, bool lasting) => SidecarFile.Write(ClipNames.SidecarOf(Path), Describe(ending, reason), lasting);

    /// <summary>Closes the clip: what was handed over is written, the file made plain, the sidecar completed.</summary>
    /// <param name="ending">Why it ends.</param>
    /// <param name="reason">For the sidecar.</param>
    /// <returns>What the user should know; null when all is well.</returns>
    public string? Close(ClipEnding ending, string? reason)
    {
        var failure = _sharp.Finish();
        var sourceFailure = _source?.Finish();
        if (failure is not null)
            Mend(Path);
        if (sourceFailure is not null)
            Mend(ClipNames.SourceOf(Path));
        if (LengthOf(Path) == 0)
        {
            Discard();
            return null;
        }
        if (failure is not null)
            Forget();
        var left = ClipFinisher.Finish(_options.Program!, Path, _marks, Seconds);
        if (_source is not null)
            left ??= ClipFinisher.Finish(_options.Program!, ClipNames.SourceOf(Path), _marks, Seconds);
        var wasMeant = ending is ClipEnding.Stopped or ClipEnding.Split;
        if (failure is not null && wasMeant)
            (ending, reason) = (ClipEnding.EncoderLost, $"The encoder failed at the end: {failure}.");
        try
        {
            WriteSidecar(ending, reason, lasting: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return $"The sidecar of '{Name}' could not be completed ({failed.Message.TrimEnd('.')}); the clip itself is whole.";
        }
        return !wasMeant ? null // its end was told already
            : failure is not null ? $"'{Name}' ends early: {reason}"
            : sourceFailure is not null ? $"The source's picture beside '{Name}' ends early: {sourceFailure}."
            : left is not null ? $"'{Name}' stays in fragments, which plays but seeks slowly: {left}."
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sharp.Dispose();
        _source?.Dispose();
    }

    private string Name => System.IO.Path.GetFileName(Path);

    private void Write(RecordedFrame frame)
    {
        _sharp.Write(_options.Overlay is { } overlay ? overlay.Draw(frame.Sharp, frame.Blur, frame.BlurStride) : frame.Sharp.Pixels);
        if (frame.Source is not null)
            _source?.Write(frame.Source.Pixels);
        _reading = _meter.Read(frame.Blur);
        Note((long)Math.Round(Stopwatch.GetElapsedTime(_firstCapturedAt, frame.Sharp.CapturedAt).TotalMilliseconds * 10), isRepeated: false);
    }

    private void Repeat(long times)
    {
        for (; times > 0; times--)
        {
            _sharp.Repeat();
            _source?.Repeat();
            Note(_captured[^1], isRepeated: true);
        }
    }

    private void Note(long captured, bool isRepeated)
    {
        _captured.Add(captured);
        _median.Add(_reading.Median);
        _sharpest.Add(_reading.Sharpest);
        _centre.Add(_reading.Centre);
        Count(counts => counts with { Written = counts.Written + 1, Duplicated = counts.Duplicated + (isRepeated ? 1 : 0) });
    }

    private static void Mend(string path)
    {
        try
        {
            Fragments.CutTorn(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // It stays as it is: players skip what is torn, most of them.
        }
    }

    /// <summary>Of an encoder that died before it wrote a byte, nothing is kept.</summary>
    private void Discard()
    {
        Count(static counts => counts with { Written = 0, Duplicated = 0, Dropped = counts.Dropped + counts.Written - counts.Duplicated });
        foreach (var file in new[] { Path, ClipNames.SourceOf(Path), ClipNames.SidecarOf(Path) })
            File.Delete(file);
    }

    /// <summary>The encoder died with frames in its hands: the sidecar must not claim them.</summary>
    private void Forget()
    {
        if (ClipProbe.CountFrames(Path) is not { } there || there >= _captured.Count)
            return;
        var lost = _captured.Count - (int)there;
        var repeated = Enumerable.Range((int)there, lost).Count(i => i > 0 && _captured[i] == _captured[i - 1]);
        foreach (var list in new[] { _median, _sharpest, _centre })
            list.RemoveRange((int)there, lost);
        _captured.RemoveRange((int)there, lost);
        Count(counts => counts with { Written = there, Duplicated = counts.Duplicated - repeated, Dropped = counts.Dropped + lost - repeated });
    }

    private void Count(Func<ClipCounts, ClipCounts> change)
    {
        lock (_gate)
            _counts = change(_counts);
    }

    private ClipSidecar Describe(ClipEnding ending, string? reason)
    {
        lock (_gate)
        {
            return new ClipSidecar
            {
                Clip = Name,
                SourceClip = _source is null ? null : System.IO.Path.GetFileName(ClipNames.SourceOf(Path)),
                StartedAt = _startedAt,
                Ended = ending,
                Reason = reason,
                Source = _facts.Source,
                Network = _facts.Network,
                Settings = new ClipSettings(_options.Codec.Name, _size.Width, _size.Height, Math.Round(_rate.PerSecond, 4), _options.Overlay?.Name, _options.PreRoll.TotalSeconds),
                Frames = _counts,
                Marks = [.. _marks],
                Timeline = new ClipTimeline { Captured = _captured, Median = _median, Sharpest = _sharpest, Centre = _centre },
            };
        }
    }

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
