using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Operation;

/// <summary>
/// <c>GET /healthz</c> answers 200 when the live view works, and 503 with the reasons when it does not; <c>/healthz/live</c> and
/// <c>/healthz/ready</c> are its two halves.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Adds the checks of a live view.</summary>
    public static void AddChecks(IServiceCollection services, Func<LiveStatus> status, TimeProvider time)
    {
        var health = new StreamHealth(status, time);
        services.AddHealthChecks()
            .AddCheck(LivenessCheck.Name, new LivenessCheck(health), tags: [LivenessCheck.Name])
            .AddCheck(ReadinessCheck.Name, new ReadinessCheck(health), tags: [ReadinessCheck.Name]);
    }

    /// <summary>Maps the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Map("/healthz", static _ => true);
        foreach (var half in (string[])[LivenessCheck.Name, ReadinessCheck.Name])
            Map($"/healthz/{half}", check => check.Tags.Contains(half));

        // The reasons name the camera: for those who may watch. On the machine itself nothing is asked for.
        void Map(string path, Func<HealthCheckRegistration, bool> predicate) => endpoints
            .MapHealthChecks(path, new HealthCheckOptions { Predicate = predicate, ResponseWriter = WriteAsync })
            .RequireRole(AccessRole.Watch);
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using var _ = json.ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteString("status"u8, report.Status == HealthStatus.Healthy ? "ok" : "failing");
        json.WriteStartArray("reasons"u8);
        foreach (var entry in report.Entries.Values.Where(static entry => entry.Status != HealthStatus.Healthy))
            json.WriteStringValue(entry.Exception is null ? entry.Description : "The state of the live view cannot be read.");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
