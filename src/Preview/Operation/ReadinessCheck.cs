using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace P2IKT.Live.Preview.Operation;

/// <summary>A health check of ASP.NET Core: unhealthy while a viewer would see no live picture.</summary>
/// <param name="health">Judges the live view.</param>
public sealed class ReadinessCheck(StreamHealth health) : IHealthCheck
{
    /// <summary>Its name and tag.</summary>
    public const string Name = "ready";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(LivenessCheck.Result(health.WhyNotReady()));
}
