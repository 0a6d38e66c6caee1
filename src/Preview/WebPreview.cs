using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>
/// The live view in a browser: the page, its WebSocket, MJPEG for other programs, snapshots, clips and the REST API. Each viewer gets the
/// newest frame once it has presented the last one. A viewer that stalls or disconnects does not delay the others.
/// </summary>
public sealed class WebPreview : IAsyncDisposable
{
    /// <summary>
    /// Handles on a <see cref="DeblurredFrame"/> that the preview holds at most: one waiting, one that is encoded or last shown, and
    /// briefly the one that replaces it. Pools must have as many buffers for it.
    /// </summary>
    public const int MaxHeldFrames = 3;

    /// <summary>After this time, closing does not wait for viewers any longer and cuts them off.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly EncoderLoop _loop;
    private readonly PresentationLog _log;
    private readonly LiveEndpoints _endpoints;
    private readonly IDisposable _subscription;
    private readonly AccessControl _access;
    private int _disposed;

    private WebPreview(
        WebApplication app, EncoderLoop loop, PresentationLog log, LiveEndpoints endpoints, IDisposable subscription, AccessControl access,
        RemoteServer? remote, Uri url)
    {
        Remote = remote;
        _access = access;
        _app = app;
        _loop = loop;
        _log = log;
        _endpoints = endpoints;
        _subscription = subscription;
        Url = url;
    }

    /// <summary>Address of the page for this machine.</summary>
    public Uri Url { get; }

    /// <summary>Where it listens for remote controls over OSC; null when it does not.</summary>
    public IPEndPoint? Osc => Remote?.EndPoint;

    /// <summary>
    /// The pairing links, which let other machines in: one that watches, one that controls; none where only this machine is served. Each
    /// contains a token: who sees it is let in.
    /// </summary>
    public IReadOnlyList<PairingLink> PairingLinks => _access.Links?.All ?? [];

    /// <summary>
    /// SHA-256 of the certificate of this machine's own authority, which other devices may trust; null where there is none.
    /// </summary>
    public string? AuthorityFingerprint => _access.Fingerprint;

    /// <summary>Frames that viewers acknowledged as presented, summed over viewers.</summary>
    public long Presented => _log.Presented;

    /// <summary>Time to encode one frame for all viewers together.</summary>
    public DurationHistogram EncodeTimes => _loop.EncodeTimes;

    /// <summary>Usual time to encode a frame, averaged over the last ones; zero while no viewer is connected.</summary>
    public TimeSpan EncodeTime => _loop.EncodeTime;

    /// <summary>Time from capture to the paint in a viewer, or to the acknowledgement of one that reports no times.</summary>
    public DurationHistogram PresentLatency => _log.Latency;

    /// <summary>Viewers attached now: sockets and MJPEG streams.</summary>
    public int Viewers => _endpoints.Viewers;

    /// <summary>Everything that is served.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Serves remote controls; null when there is no port for them.</summary>
    internal RemoteServer? Remote { get; }

    /// <summary>Encoded frames that the encoder or a sender holds; 0 once disposed.</summary>
    internal int EncodedOutstanding => _loop.Outstanding;

    /// <summary>Subscribes to the frames and serves them; returns once the port is open.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. After its end the last picture stays.</param>
    /// <param name="status">Returns the state of the live view; called on request threads, about once a second for each viewer.</param>
    /// <param name="options">Where and how to serve.</param>
    /// <param name="stop">Cancels starting.</param>
    /// <exception cref="PreviewException">An address or port is taken or may not be used.</exception>
    /// <exception cref="AccessException">The tokens or certificates for other machines cannot be used.</exception>
    public static async Task<WebPreview> StartAsync(
        IObservable<DeblurredFrame> frames, Func<LiveStatus> status, PreviewOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(options);
        var access = new AccessControl(options);
        var encoder = new FrameEncoder(options.JpegQuality, new OverlayTable(), () => status().Model?.MaxBlurRadius ?? 16);
        var loop = new EncoderLoop(encoder, options.Demand, options.Logging?.CreateLogger<WebPreview>());
        var log = new PresentationLog();
        var endpoints = new LiveEndpoints(loop, log, options.Overlays, options.Limits, options.Focus);
        WebApplication? app = null;
        Socket? osc = null;
        try
        {
            (app, var targets) = PreviewServer.Build(endpoints, loop, frames, status, options, access);
            osc = PreviewRemote.Bind(options);
            await app.StartAsync(stop).ConfigureAwait(false);
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            access.ServeOn(new Uri(addresses.First()).Port);
            var local = new UriBuilder(new Uri(addresses.Last())) { Scheme = Uri.UriSchemeHttp };
            if (!IPAddress.IsLoopback(options.Address))
                local.Host = IPAddress.Loopback.ToString();
            var remote = PreviewRemote.Serve(osc, targets, status, options);
            return new WebPreview(app, loop, log, endpoints, frames.Subscribe(loop), access, remote, local.Uri);
        }
        catch (Exception failed)
        {
            osc?.Dispose();
            if (app is not null)
            {
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false); // its services end with it, though it has not started
                await app.DisposeAsync().ConfigureAwait(false);
            }
            loop.Dispose();
            access.Dispose();
            if (failed is not (IOException or SocketException))
                throw;
            var reason = failed is SocketException refused
                ? ListenRefusal.ReasonOf(refused)
                : failed.InnerException is AddressInUseException
                ? $"another program uses that port; choose another, such as {options.Address}:{OtherPort(options.Port)}."
                : failed.Message;
            throw new PreviewException($"Cannot serve the live view on {options.Address}:{options.Port}: {reason}", failed)
            {
                Subject = $"{options.Address}:{options.Port}",
                Setting = failed is SocketException || failed.InnerException is AddressInUseException ? "listen" : null,
            };
        }
    }

    /// <summary>Disconnects the viewers, closes the port and releases every frame; takes at most about a second.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (Remote is not null)
            await Remote.DisposeAsync().ConfigureAwait(false);
        _subscription.Dispose();
        _loop.Slots.Close();
        using (var timeout = new CancellationTokenSource(ShutdownTimeout))
            await _app.StopAsync(timeout.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _loop.Dispose();
        _access.Dispose();
    }

    private static int OtherPort(int port) => port < IPEndPoint.MaxPort ? port + 1 : port - 1;
}
