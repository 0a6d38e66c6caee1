using System.Reactive.Linq;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>The targets that the deblurred stream is sent to. All members may be called on any thread.</summary>
public sealed class LiveOutputs : IDisposable
{
    private readonly LiveOutput[] _outputs;
    private int _isDisposed;

    private LiveOutputs(LiveOutput[] outputs)
    {
        _outputs = outputs;
        Notices = outputs.Select(static output => output.Notices).Merge();
    }

    /// <summary>That a target was lost, or is there again.</summary>
    public IObservable<Notice> Notices { get; }

    /// <summary>The state of each, in the order of the options.</summary>
    public IReadOnlyList<OutputState> State => [.. _outputs.Select(static output => output.State)];

    /// <summary>Handles on frames that all of them hold at most; the stream's pools must have as many buffers for it.</summary>
    /// <param name="options">What to send to.</param>
    public static int MaxHeldFrames(OutputOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Targets.Count * LiveOutput.MaxHeldFrames;
    }

    /// <summary>Checks what each target needs, and begins to send.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. Its end ends the outputs.</param>
    /// <param name="framesPerSecond">Nominal rate of the stream; 0 if it is not known.</param>
    /// <param name="options">Where to.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="RecordingException">
    /// There is no ffmpeg or it lacks the protocol or the encoder, or the virtual camera cannot be used. A network that does not answer is
    /// tried again instead.
    /// </exception>
    public static async Task<LiveOutputs> StartAsync(
        IObservable<DeblurredFrame> frames, double framesPerSecond, OutputOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(options);
        var program = FfmpegProgram.Path;
        foreach (var target in options.Targets)
        {
            if (target.Protocol is { } protocol)
                await RequireAsync(target, protocol, options.Codec, program, stop).ConfigureAwait(false);
            else
                VirtualCamera.Open(target.Text, UsualSize).Dispose();
        }
        var rate = FrameRate.Nearest(framesPerSecond);
        return new LiveOutputs([.. options.Targets.Select(target => new LiveOutput(frames, target, rate, (size, perSecond) =>
            target.IsDevice
                ? VirtualCamera.Open(target.Text, size)
                : StreamSink.Start(program!, target, options.Codec, size, perSecond, options.BitRate)))]);
    }

    /// <summary>Ends all of them; takes at most a few seconds.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            Parallel.ForEach(_outputs, static output => output.Dispose());
    }

    private static FrameSize UsualSize { get; } = new(1280, 720);

    private static async Task RequireAsync(
        OutputTarget target, StreamProtocol protocol, VideoCodec codec, string? program, CancellationToken stop)
    {
        if (program is null)
            throw Refuse(target, $"needs the program ffmpeg, which is not on the path: {FfmpegProgram.HowToInstall}");
        var has = protocol.IsMuxer
            ? await FfmpegProgram.ProbeMuxerAsync(protocol.Name, stop).ConfigureAwait(false)
            : await FfmpegProgram.ProbeProtocolAsync(protocol.Name, stop).ConfigureAwait(false);
        if (!has)
            throw Refuse(target, $"cannot be sent to: the ffmpeg at {program} was built without {protocol.Name}");
        if (!await codec.ProbeAsync(stop).ConfigureAwait(false))
            throw Refuse(target, $"cannot be sent to: the ffmpeg at {program} was built without {codec.Encoder}");
    }

    private static RecordingException Refuse(OutputTarget target, string why) =>
        new(FaultKind.NotAvailable, $"'{target.Redacted}' {why}.") { Subject = target.Redacted, Setting = "send" };
}
