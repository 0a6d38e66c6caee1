using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Preview.Focus;
using P2IKT.Live.Preview.Focus.Faces;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Focus.Manual;
using P2IKT.Live.Preview.Focus.Sweeps;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Operation;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview;

/// <summary>Puts the web server together: its limits, its middleware, and the endpoints of every folder.</summary>
internal static class PreviewServer
{
    /// <summary>Builds the server, not yet started. Returns it with the services that it serves, for remote controls.</summary>
    /// <param name="live">Endpoints of the pictures.</param>
    /// <param name="loop">Encodes the pictures in which faces are searched.</param>
    /// <param name="frames">The frames that are shown, for sweeps.</param>
    /// <param name="status">Returns the state of the live view.</param>
    /// <param name="options">Where and how to serve.</param>
    /// <param name="access">Who is let in. Borrowed.</param>
    public static (WebApplication App, RemoteTargets Targets) Build(
        LiveEndpoints live, EncoderLoop loop, IObservable<DeblurredFrame> frames, Func<LiveStatus> status, PreviewOptions options,
        AccessControl access)
    {
        // Empty: the default builder reads the environment and appsettings.json of the host program, and writes to its console.
        var limit = new ConnectionLimit((8 * options.MaxViewers) + (2 * options.MaxWaiting) + 64); // a browser opens up to six beside its WebSocket
        var assembly = typeof(PreviewServer).Assembly.GetName();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = assembly.Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            foreach (var address in access.ListenAddresses)
                kestrel.Listen(address, options.Port, Configure);

            void Configure(ListenOptions listen)
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => limit.ServeAsync(connection, next));
                if (access.Certificate is { } certificate)
                    listen.UseTlsOnDemand(certificate);
            }
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, SocketBlockPool.Factory>();
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = Explain);
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "P2IKT.Live", Version = assembly.Version?.ToString(3) };
            return Task.CompletedTask;
        }));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PreviewJson.Default));
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        HealthEndpoints.AddChecks(builder.Services, status, options.Time);
        if (options.Logging is { } logging)
            builder.Services.AddSingleton<ILoggerFactory>(new QuietLogging(logging));
        var app = builder.Build();
        app.Use(limit.ServeAsync);
        app.Use(new RequestGuard(access.Certificate?.Names).InvokeAsync);
        // A request that fails, or that the framework refuses, such as a body that is not JSON, gets problem details, too.
        app.UseWhen(IsApi, static api => api.UseExceptionHandler().UseStatusCodePages().Use(RequestText.InvokeAsync));
        app.UseRouting();
        app.Use(access.Gate.InvokeAsync);
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.MapOpenApi().RequireRole(AccessRole.Watch);
        access.Map(app);
        EmbeddedAssets.Map(app);
        new OverlayScripts(options.OverlayFolders, options.Overlays).Map(app);
        live.Map(app);
        new StatusEndpoints(() => status() with
        {
            Sweeps = options.SweepFolder is not null, Shoots = options.Shoot is not null, Outputs = options.Outputs?.State ?? [],
        }).Map(app);
        HealthEndpoints.Map(app);
        var metrics = new MetricsEndpoint(options.Meter);
        app.Lifetime.ApplicationStopped.Register(metrics.Dispose);
        metrics.Map(app);
        new CameraEndpoints(options.Camera).Map(app);
        var magnifier = options.Camera is { } camera ? new CameraMagnifier(camera, options.Focus) : null;
        if (magnifier is not null)
        {
            app.Lifetime.ApplicationStopped.Register(magnifier.Dispose);
            new PointerEndpoints(magnifier).Map(app);
        }
        var lens = options.Focus is { } focus ? MapFocus(app, loop, focus, magnifier, options) : (null, null);
        if (options.SweepFolder is { } sweeps)
        {
            var source = new SweepSource(frames, options.Focus, options.Demand, options.CurrentStill, status, options.Time)
            {
                HoldQuality = options.HoldQuality,
            };
            var sweep = new SweepControls(source, lens.Controls as ISweepLens, Path.GetFullPath(sweeps));
            app.Lifetime.ApplicationStopping.Register(sweep.Dispose);
            new SweepEndpoints(sweep).Map(app);
        }
        var recording = new RecordingControls(options.ClipsFolder is null ? null : options.Recorder);
        if (options.ClipsFolder is { } folder)
        {
            new RecordingEndpoints(recording).Map(app);
            var clips = options.Shoot is { Shoot: var shoot } ? new ClipFolder(() => shoot.Folders.Clips) : new ClipFolder(folder);
            new ClipEndpoints(clips, () => ClipBeingWritten(options.Recorder)).Map(app);
        }
        if (options.Outputs is { } outputs)
        {
            app.MapGet("/api/outputs", () => TypedResults.Ok(outputs.State)).RequireRole(AccessRole.Watch).WithTags("outputs")
                .WithName("outputs").WithSummary("The targets that the stream is sent to, and whether it arrives there.");
        }
        var snapshots = options.Shoot is null ? null : new SessionSnapshots(options.Shoot, new SnapshotSaver(loop, options.Limits));
        if (options.Shoot is { } services)
            new ShootEndpoints(services, snapshots!, options.Camera).Map(app);
        options.Extend?.Invoke(app);
        return (app, new RemoteTargets
        {
            Recording = recording,
            Camera = options.Camera,
            Lens = lens.Orders,
            Focus = options.Focus,
            Shoot = options.Shoot?.Shoot,
            Snapshots = snapshots,
        });
    }

    private static (ILensControls? Controls, LensOrders? Orders) MapFocus(
        WebApplication app, EncoderLoop loop, FocusAssist focus, CameraMagnifier? magnifier, PreviewOptions options)
    {
        var faces = new FaceEndpoints(loop, options.Limits);
        faces.Map(app);
        app.Lifetime.ApplicationStopped.Register(faces.Dispose);
        var lens = options.LensControls;
        if (lens is null && options.Lens is { } drive)
        {
            var controls = new LensControls(drive, focus, new LensSurroundings
            {
                Camera = options.Camera,
                Demand = options.Demand,
                HoldQuality = options.HoldQuality,
                Calibrations = options.LensFile is { } file ? new LensCalibrations(file) : null,
                Magnifier = magnifier,
            }, options.Time);
            app.Lifetime.ApplicationStopped.Register(controls.Dispose);
            lens = controls;
        }
        new FocusEndpoints(focus, lens is not null, magnifier is not null).Map(app);
        new ManualEndpoints(focus).Map(app);
        if (lens is null)
            return (null, null);
        var orders = new LensOrders(lens, focus);
        new LensEndpoints(orders).Map(app);
        return (lens, orders);
    }

    // The framework answers a body that it cannot read with a bare status.
    private static void Explain(ProblemDetailsContext context) => context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read: see /openapi/v1.json for its JSON body and its parameters.",
        StatusCodes.Status413PayloadTooLarge => "The body of the request is too large: see /openapi/v1.json for what it may hold.",
        StatusCodes.Status415UnsupportedMediaType =>
            "The body of the request is of a type that is not read here: send application/json in UTF-8, or what /openapi/v1.json says.",
        _ => null,
    };

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static string? ClipBeingWritten(ClipRecorder? recorder) =>
        recorder is { State.Phase: not RecorderPhase.Idle, ClipPath: { } path } ? Path.GetFullPath(path) : null;

    /// <summary>Leaves Ctrl+C and SIGTERM to the host program; the default lifetime would handle them.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
