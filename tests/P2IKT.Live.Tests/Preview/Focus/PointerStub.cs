using System.Globalization;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A magnifier that does what it is ordered at once, and remembers the orders.</summary>
internal sealed class PointerStub : ICameraPointer
{
    private readonly Lock _gate = new();
    private readonly List<string> _orders = [];

    public IReadOnlyList<string> Magnifications { get; set; } = ["1", "5", "10"];

    public bool CanFocus { get; set; } = true;

    public CaptureException? Refusal { get; set; }

    public IReadOnlyList<string> Orders
    {
        get
        {
            lock (_gate)
                return [.. _orders];
        }
    }

    public Task<long> MagnifyAsync(string magnification, PicturePoint? centre = null, CancellationToken cancellation = default)
    {
        Order($"magnify {magnification} {Text(centre)}");
        return Task.FromResult(1L);
    }

    public Task<PointFocus> FocusAsync(PicturePoint point, CancellationToken cancellation = default)
    {
        Order($"focus {Text(point)}");
        return Task.FromResult(new PointFocus(true, 1));
    }

    private static string Text(PicturePoint? at) => at is not { } point ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{point.X:0.00},{point.Y:0.00} of {point.Sensor.Width}x{point.Sensor.Height}");

    private void Order(string order)
    {
        if (Refusal is not null)
            throw Refusal;
        lock (_gate)
            _orders.Add(order.Trim());
    }
}
