namespace P2IKT.Live.Capture.Tethering;

/// <summary>The magnifier and the point autofocus of a tethered camera.</summary>
internal sealed class TetheredPointer(TetheredCamera camera) : ICameraPointer
{
    private volatile HostMessage? _reported;

    /// <inheritdoc/>
    public IReadOnlyList<string> Magnifications => camera.IsConnected ? _reported?.Names ?? [] : [];

    /// <inheritdoc/>
    public bool CanFocus => camera.IsConnected && _reported is { Number: 1 };

    /// <inheritdoc/>
    public async Task<long> MagnifyAsync(string magnification, PicturePoint? centre = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(magnification);
        if (centre is { } point)
            Check(point);
        var order = new HostMessage { Name = magnification, Point = centre is { } at ? HostPoint.Of(at) : null };
        return (await camera.OrderAsync(HostMessageType.Magnify, order, cancellation).ConfigureAwait(false)).Number;
    }

    /// <inheritdoc/>
    public async Task<PointFocus> FocusAsync(PicturePoint point, CancellationToken cancellation = default)
    {
        Check(point);
        var answer = await camera.OrderAsync(
            HostMessageType.FocusAt, new HostMessage { Point = HostPoint.Of(point) }, cancellation).ConfigureAwait(false);
        return new PointFocus(answer.InFocus, answer.Number);
    }

    /// <summary>The host says what the camera can do.</summary>
    public void OnReported(HostMessage? message) => _reported = message;

    private static void Check(PicturePoint point)
    {
        if (!(point is { X: >= 0 and <= 1, Y: >= 0 and <= 1 }))
            throw new ArgumentOutOfRangeException(nameof(point), point, "A place of the picture is from 0 to 1 across and down.");
    }
}
