using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Operation;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Server;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview;

/// <summary>
/// Puts the web server together: its limits, its services, its middleware, and the endpoints (<see cref="PreviewRoutes"/>).
/// </summary>
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
        // A browser opens up to six connections beside its WebSocket.
        var limit = new ConnectionLimit((8 * options.MaxViewers) + (2 * options.MaxWaiting) + 64);
        var assembly = typeof(PreviewServer).Assembly.GetName();
        // Empty: the default builder reads the environment and appsettings.json of the host program, and writes to its console.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = assembly.Name });
        ConfigureKestrel(builder.WebHost, options.Port, access, limit);
        ConfigureServices(builder.Services, assembly, status, options);
        var app = builder.Build();
        UseMiddleware(app, access, limit);
        app.MapOpenApi().RequireRole(AccessRole.Watch);
        access.Map(app);
        return (app, new PreviewRoutes(app, live, loop, frames, status, options).Map());
    }

    private static void ConfigureKestrel(IWebHostBuilder host, int port, AccessControl access, ConnectionLimit limit)
    {
        host.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            foreach (var address in access.ListenAddresses)
                kestrel.Listen(address, port, Configure);
        });

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => limit.ServeAsync(connection, next));
            if (access.Certificate is { } certificate)
                listen.UseTlsOnDemand(certificate);
        }
    }

    private static void ConfigureServices(
        IServiceCollection services, AssemblyName assembly, Func<LiveStatus> status, PreviewOptions options)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, SocketBlockPool.Factory>();
        services.AddRoutingCore();
        services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = Explain);
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "P2IKT.Live", Version = assembly.Version?.ToString(3) };
            return Task.CompletedTask;
        }));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PreviewJson.Default));
        services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        HealthEndpoints.AddChecks(services, status, options.Time);
        if (options.Logging is { } logging)
            services.AddSingleton<ILoggerFactory>(new QuietLogging(logging));
    }

    private static void UseMiddleware(WebApplication app, AccessControl access, ConnectionLimit limit)
    {
        app.Use(limit.ServeAsync);
        app.Use(new RequestGuard(access.Certificate?.Names).InvokeAsync);
        // A request that fails, or that the framework refuses, such as a body that is not JSON, gets problem details, too.
        app.UseWhen(IsApi, static api => api.UseExceptionHandler().UseStatusCodePages().Use(RequestText.InvokeAsync));
        app.Use(HeadRequests.InvokeAsync);
        app.UseRouting();
        app.Use(access.Gate.InvokeAsync);
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
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

    /// <summary>Leaves Ctrl+C and SIGTERM to the host program; the default lifetime would handle them.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
