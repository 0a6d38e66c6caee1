using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview.Camera;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Preview.Focus;
using P2IKT.Live.Preview.Focus.Faces;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview;

/// <summary>Puts the web server together: its limits, its middleware, and the endpoints of every folder.</summary>
internal static class PreviewServer
{
    /// <summary>Builds the server, not yet started.</summary>
    /// <param name="live">Endpoints of the pictures.</param>
    /// <param name="loop">Encodes the pictures in which faces are searched.</param>
    /// <param name="status">Returns the state of the live view.</param>
    /// <param name="options">Where and how to serve.</param>
    public static WebApplication Build(LiveEndpoints live, EncoderLoop loop, Func<LiveStatus> status, PreviewOptions options)
    {
        // Empty: the default builder reads the environment and appsettings.json of the host program, and writes to its console.
        var limit = new ConnectionLimit((8 * options.MaxViewers) + 64); // a browser opens up to six beside its WebSocket
        var assembly = typeof(PreviewServer).Assembly.GetName();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = assembly.Name });
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
        builder.Services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = Explain);
        builder.Services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "P2IKT.Live", Version = assembly.Version?.ToString(3) };
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
        // A request that fails, or that the framework refuses, such as a body that is not JSON, gets problem details, too.
        app.UseWhen(IsApi, static api => api.UseExceptionHandler().UseStatusCodePages());
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.MapOpenApi();
        EmbeddedAssets.Map(app);
        new OverlayScripts(options.OverlayFolders, options.Overlays).Map(app);
        live.Map(app);
        new StatusEndpoints(status).Map(app);
        new CameraEndpoints(options.Camera).Map(app);
        if (options.Focus is { } focus)
            MapFocus(app, loop, focus, options);
        if (options.ClipsFolder is { } folder)
        {
            new RecordingEndpoints(options.Recorder).Map(app);
            new ClipEndpoints(new ClipFolder(folder), () => ClipBeingWritten(options.Recorder)).Map(app);
        }
        options.Extend?.Invoke(app);
        return app;
    }

    private static void MapFocus(WebApplication app, EncoderLoop loop, FocusAssist focus, PreviewOptions options)
    {
        var faces = new FaceEndpoints(loop, options.Limits);
        faces.Map(app);
        app.Lifetime.ApplicationStopped.Register(faces.Dispose);
        var lens = options.LensControls;
        if (lens is null && options.Lens is { } drive)
        {
            var controls = new LensControls(drive, focus, options.Camera, options.Demand, options.Time);
            app.Lifetime.ApplicationStopped.Register(controls.Dispose);
            lens = controls;
        }
        new FocusEndpoints(focus, lens is not null).Map(app);
        if (lens is not null)
            new LensEndpoints(lens, focus).Map(app);
    }

    // The framework answers a body that it cannot read with a bare 400.
    private static void Explain(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status == StatusCodes.Status400BadRequest)
            context.ProblemDetails.Detail ??= "The request cannot be read: see /openapi/v1.json for its JSON body and its parameters.";
    }

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
