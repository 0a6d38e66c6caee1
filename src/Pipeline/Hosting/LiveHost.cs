using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview.Operation;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Pipeline.Hosting;

/// <summary>
/// A pipeline as a hosted service: it starts and ends with the host. A source or model that cannot be opened fails the host's start; a
/// stream that fails for good stops the host, as .NET's hosts do for any of their services.
/// </summary>
/// <param name="options">What to run.</param>
/// <param name="logging">Where the pipeline and its web server log.</param>
/// <param name="time">The clock of the health check.</param>
public sealed class LiveHost(IOptions<LiveHostOptions> options, ILoggerFactory logging, TimeProvider time)
    : BackgroundService, IAsyncDisposable
{
    private readonly Lock _gate = new(); // the fields
    private IPipeline? _pipeline;
    private bool _isStarted;
    private int _ends; // how often it was ended: a start that was overtaken by an end keeps nothing

    /// <summary>The pipeline.</summary>
    /// <exception cref="InvalidOperationException">The host has not started it yet.</exception>
    public IPipeline Pipeline =>
        _pipeline ?? throw new InvalidOperationException("The live view has not started yet: start the host first.");

    /// <summary>
    /// The deblurred frames: <c>await foreach</c> over <see cref="LatestFrames.Latest"/> of them, or subscribe. A subscription counts as
    /// demand.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host has not started it yet.</exception>
    public IObservable<DeblurredFrame> Frames => Pipeline.Frames;

    /// <summary>Judges the pipeline for health checks; not ready before the start.</summary>
    public StreamHealth Health => field ??= new StreamHealth(Status, time);

    /// <summary>Starts the pipeline, and returns once its source and model are open and the preview is served.</summary>
    /// <inheritdoc cref="Pipelines.StartAsync"/>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the host was ended meanwhile.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        int ends;
        lock (_gate)
        {
            if (_isStarted)
                throw new InvalidOperationException("The live view runs already: stop it before it is started again.");
            (_isStarted, ends) = (true, _ends);
        }
        IPipeline pipeline;
        try
        {
            pipeline = await Pipelines.StartAsync(options.Value.ToLiveOptions(logging), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
                _isStarted &= ends != _ends; // else another start has begun
            throw;
        }
        bool isOvertaken;
        lock (_gate)
        {
            isOvertaken = ends != _ends;
            if (!isOvertaken)
                _pipeline = pipeline;
        }
        if (isOvertaken)
        {
            await pipeline.DisposeAsync().ConfigureAwait(false);
            throw new OperationCanceledException("The live view was ended while it started.");
        }
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the pipeline: frames that were captured by then are processed, a clip is closed, all buffers are released.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        IPipeline? pipeline;
        lock (_gate)
            (pipeline, _isStarted, _ends) = (_pipeline, false, _ends + 1);
        if (pipeline is not null)
            await pipeline.DisposeAsync().ConfigureAwait(false);
        base.Dispose();
    }

    /// <summary>
    /// As <see cref="DisposeAsync"/>, for a container that is disposed without await: the camera and the port are free then, too.
    /// </summary>
    public override void Dispose()
    {
        base.Dispose(); // the run ends, and closes a clip
        DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Pipeline.RunAsync(stoppingToken);

    private LiveStatus Status() => _pipeline?.Status() ?? new LiveStatus
    {
        Source = new SourceStatus("", "of the live view", 0, 0, 0, IsLive: true, ConnectionState.Lost),
    };
}
