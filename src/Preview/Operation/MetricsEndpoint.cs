using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Operation;

/// <summary><c>GET /metrics</c>: the instruments of a meter and of the .NET runtime in the text format of Prometheus.</summary>
/// <param name="meter">The meter; null: the runtime's alone. Borrowed.</param>
internal sealed class MetricsEndpoint(Meter? meter) : IDisposable
{
    private readonly MetricsCollector _collector = new(meter);

    /// <summary>Maps the endpoint. It is not a part of the REST API, and so not of its document.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", (RequestDelegate)AnswerAsync).RequireRole(AccessRole.Watch).ExcludeFromDescription();

    /// <inheritdoc/>
    public void Dispose() => _collector.Dispose();

    private Task AnswerAsync(HttpContext context)
    {
        var text = new StringBuilder();
        _collector.Write(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
