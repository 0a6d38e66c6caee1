using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using P2IKT.Live.Preview.Operation;

namespace P2IKT.Live.Pipeline.Hosting;

/// <summary>Adds the live view to a .NET host.</summary>
public static class LiveHostExtensions
{
    /// <summary>Names of the health checks, with the tags "live" and "ready".</summary>
    private const string LiveCheck = "p2ikt-live", ReadyCheck = "p2ikt-ready";

    /// <summary>
    /// Runs a pipeline as a hosted service, and registers <see cref="LiveHost"/> and two health checks, <c>p2ikt-live</c> and
    /// <c>p2ikt-ready</c>. Its measurements are on the meter <see cref="LiveMetrics.MeterName"/>. Further calls add to the options.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; null keeps the defaults. They are checked when the host starts.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddP2iktLive(this IServiceCollection services, Action<LiveHostOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<LiveHostOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(LiveHost)))
            return services;
        services.AddSingleton<IValidateOptions<LiveHostOptions>, LiveHostOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton<LiveHost>();
        services.AddHostedService(static provider => provider.GetRequiredService<LiveHost>());
        services.AddHealthChecks()
            .Add(Check(LiveCheck, LivenessCheck.Name, static health => new LivenessCheck(health)))
            .Add(Check(ReadyCheck, ReadinessCheck.Name, static health => new ReadinessCheck(health)));
        return services;
    }

    private static HealthCheckRegistration Check(string name, string tag, Func<StreamHealth, IHealthCheck> make) =>
        new(name, provider => make(provider.GetRequiredService<LiveHost>().Health), failureStatus: null, tags: [tag]);
}
