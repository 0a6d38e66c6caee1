using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Live;

namespace P2IKT.Live.Preview.Focus.Faces;

/// <summary>
/// Faces and eyes of the newest picture, to be offered as focus points. They are searched only when they are asked for, and at most
/// <see cref="PerSecond"/> times a second for all viewers together.
/// </summary>
internal sealed class FaceEndpoints(EncoderLoop loop, ViewerLimits limits) : IDisposable
{
    /// <summary>Most searches a second: each takes a core for some 20 ms.</summary>
    public const int PerSecond = 3;

    private readonly FaceDetector _detector = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private FaceList? _last;
    private long _searchedAt;
    private bool _disposed;

    /// <summary>Maps <c>GET /api/focus/faces</c>.</summary>
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/focus/faces", FacesAsync).WithTags("focus assist").RequireRole(AccessRole.Watch).WithName("faces")
            .WithSummary("Faces and eyes of the newest picture, at most nine: places for focus points.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Waits for the search that is under way, and releases the network.</summary>
    public void Dispose()
    {
        _gate.Wait();
        _disposed = true;
        _detector.Dispose();
        _gate.Release(); // later requests find it closed
    }

    private async Task<Results<Ok<FaceList>, ProblemHttpResult>> FacesAsync(CancellationToken disconnected)
    {
        await _gate.WaitAsync(disconnected).ConfigureAwait(false);
        try
        {
            if (_last is null || limits.Time.GetElapsedTime(_searchedAt) >= TimeSpan.FromSeconds(1.0 / PerSecond))
            {
                if (_disposed || await DetectAsync(disconnected).ConfigureAwait(false) is not { } found)
                    return TypedResults.Problem(
                        "There is no picture yet in which faces could be.", statusCode: StatusCodes.Status503ServiceUnavailable);
                _last = found;
                _searchedAt = limits.Time.GetTimestamp();
            }
            return TypedResults.Ok(_last);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<FaceList?> DetectAsync(CancellationToken disconnected)
    {
        using var picture = await SinglePicture.NextAsync(loop, FrameParts.Sharp, limits, disconnected).ConfigureAwait(false);
        return picture is null ? null : new FaceList(picture.Sequence, _detector.Detect(picture.Jpeg.Span));
    }
}
