using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>
/// The live view in a browser: the page, its WebSocket, MJPEG for everything else, snapshots and the status. Each viewer gets the
/// newest frame once it has presented the last; a viewer that stalls or vanishes costs nothing and holds up nobody.
/// </summary>
public sealed class WebPreview : IAsyncDisposable
{
    /// <summary>
    /// Handles on a <see cref="DeblurredFrame"/> that the preview holds at most: one waiting, one that is encoded or last shown, and
    /// for a moment the one that takes its place. Pools must have as many buffers for it.
    /// </summary>
    public const int MaxHeldFrames = 3;

    /// <summary>Beyond this, closing stops waiting for viewers and cuts them off.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly EncoderLoop _loop;
    private readonly PresentationLog _log;
    private readonly PreviewEndpoints _endpoints;
    private readonly IDisposable _subscription;
    private int _disposed;

    private WebPreview(WebApplication app, EncoderLoop loop, PresentationLog log, PreviewEndpoints endpoints, IDisposable subscription, Uri url)
    {
        _app = app;
        _loop = loop;
        _log = log;
        _endpoints = endpoints;
        _subscription = subscription;
        Url = url;
    }

    /// <summary>Where the page is.</summary>
    public Uri Url { get; }

    /// <summary>Frames that viewers acknowledged as presented, summed over viewers.</summary>
    public long Presented => _log.Presented;

    /// <summary>Time to encode one frame for all viewers together.</summary>
    public DurationHistogram EncodeTimes => _loop.EncodeTimes;

    /// <summary>What encoding a frame usually takes, as the last ones tell; zero while nobody watches.</summary>
    public TimeSpan EncodeTime => _loop.EncodeTime;

    /// <summary>Time from capture to a viewer's acknowledgement of the presented frame.</summary>
    public DurationHistogram PresentLatency => _log.Latency;

    /// <summary>Viewers attached now: sockets and MJPEG streams.</summary>
    public int Viewers => _endpoints.Viewers;

    /// <summary>Encoded frames that the encoder or a sender holds; 0 once disposed.</summary>
    internal int EncodedOutstanding => _loop.Outstanding;

    /// <summary>Subscribes to the frames and serves them; returns once the port is open.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. Its end leaves the last picture standing.</param>
    /// <param name="status">How the live view stands; called on request threads, about once a second for each viewer.</param>
    /// <param name="options">Where and how to serve.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="PreviewException">The port is taken or may not be used.</exception>
    public static async Task<WebPreview> StartAsync(
        IObservable<DeblurredFrame> frames, Func<LiveStatus> status, PreviewOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(options);
        var loop = new EncoderLoop(options.JpegQuality, () => status().Model?.MaxBlurRadius ?? 16, options.Demand, options.Logging?.CreateLogger<WebPreview>());
        var log = new PresentationLog();
        var endpoints = new PreviewEndpoints(loop, log, status, options);
        var app = Build(endpoints, options);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException failed)
        {
            loop.Dispose();
            await app.DisposeAsync();
            var reason = failed.InnerException is AddressInUseException
                ? $"another program uses that port; choose another, such as {options.Address}:{OtherPort(options.Port)}."
                : failed.Message;
            throw new PreviewException($"Cannot serve the live view on {options.Address}:{options.Port}: {reason}", failed)
            {
                Subject = $"{options.Address}:{options.Port}",
                Setting = failed.InnerException is AddressInUseException ? "listen" : null,
            };
        }
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new WebPreview(app, loop, log, endpoints, frames.Subscribe(loop), new Uri(address));
    }

    /// <summary>Sends the viewers away, closes the port and releases every frame; takes at most about a second.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _subscription.Dispose();
        _loop.CloseSlots();
        using (var timeout = new CancellationTokenSource(ShutdownTimeout))
            await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
        _loop.Dispose();
    }

    private static int OtherPort(int port) => port < IPEndPoint.MaxPort ? port + 1 : port - 1;

    private static WebApplication Build(PreviewEndpoints endpoints, PreviewOptions options)
    {
        // Empty: the default builder reads the environment and appsettings.json of whoever embeds us, and writes to its console.
        var limit = new ConnectionLimit((8 * options.MaxViewers) + 64); // a browser opens up to six beside its viewer's socket
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(WebPreview).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => limit.ServeAsync(connection, next));
            });
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, SocketBlockPool.Factory>();
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "P2IKT.Live", Version = typeof(WebPreview).Assembly.GetName().Version?.ToString(3) };
            return Task.CompletedTask;
        }));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PreviewJson.Default));
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        if (options.Logging is { } logging)
            builder.Services.AddSingleton(logging);
        var app = builder.Build();
        RequestGuard? guard = null;
        app.Use(limit.ServeAsync);
        app.Use((context, next) => (guard ??= new RequestGuard(context.Connection.LocalPort)).InvokeAsync(context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.MapOpenApi();
        EmbeddedAssets.Map(app);
        endpoints.Map(app);
        new CameraEndpoints(options.Camera).Map(app);
        options.Extend?.Invoke(app);
        return app;
    }

    /// <summary>Leaves Ctrl+C and SIGTERM to the program that embeds the preview; the default lifetime would take them.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
