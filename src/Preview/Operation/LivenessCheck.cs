using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace P2IKT.Live.Preview.Operation;

/// <summary>A health check of ASP.NET Core: unhealthy while frames come in and none are deblurred.</summary>
/// <param name="health">Judges the live view.</param>
public sealed class LivenessCheck(StreamHealth health) : IHealthCheck
{
    /// <summary>Its name and tag.</summary>
    public const string Name = "live";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Result(health.WhyNotLive()));

    internal static HealthCheckResult Result(IReadOnlyList<string> reasons) =>
        reasons.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', reasons));
}
