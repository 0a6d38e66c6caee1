using System.Globalization;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Camera;

/// <summary>
/// The camera's own magnifier and its autofocus at a point, for the page. It learns the size of the sensor from the pictures that the
/// camera takes, and gives their width to the focus points. Thread-safe.
/// </summary>
internal sealed class CameraMagnifier : IDisposable
{
    private const double UnknownFactor = 4; // where the camera's words are no factor, such as Nikon's 50 %
    private readonly ICameraControls _camera;
    private readonly FocusAssist? _focus;
    private readonly IDisposable _stills;
    private readonly Lock _gate = new();
    private FrameSize _sensor;
    private string? _magnification; // that was ordered; null: the whole picture

    /// <summary>Watches a camera.</summary>
    /// <param name="camera">The camera; borrowed.</param>
    /// <param name="focus">Gets the width of the sensor; null: there are no focus points.</param>
    public CameraMagnifier(ICameraControls camera, FocusAssist? focus)
    {
        (_camera, _focus) = (camera, focus);
        _stills = camera.Stills.Subscribe(Learn);
    }

    /// <summary>What there is, and how it stands.</summary>
    public PointerState State
    {
        get
        {
            lock (_gate)
            {
                var pointer = _camera.Pointer;
                var names = pointer?.Magnifications ?? [];
                var reason = names.Count > 1 || pointer?.CanFocus == true ? null
                    : "This camera has no magnifier and no autofocus at a point that can be driven from here.";
                return new PointerState(
                    names, names.Contains(_magnification ?? "") ? _magnification : names.Count > 0 ? names[0] : null,
                pointer?.CanFocus == true, reason);
            }
        }
    }

    /// <summary>By how much the live view is magnified now, about; 1: not at all.</summary>
    public double Factor
    {
        get
        {
            var state = State;
            if (state.Magnification is not { } name || name == state.Magnifications[0])
                return 1;
            return double.TryParse(name.TrimEnd('x', 'X'), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
                && factor is > 1 and <= 20
                ? factor
                : UnknownFactor;
        }
    }

    private FrameSize Sensor
    {
        get
        {
            lock (_gate)
                return _sensor;
        }
    }

    /// <summary>Magnifies the live view.</summary>
    /// <exception cref="CaptureException">There is no magnifier, or the camera refused.</exception>
    public async Task MagnifyAsync(string magnification, double? x, double? y, CancellationToken cancellation)
    {
        var pointer = Pointer();
        PicturePoint? centre = x is { } across && y is { } down ? new PicturePoint(across, down, Sensor) : null;
        await pointer.MagnifyAsync(magnification, centre, cancellation).ConfigureAwait(false);
        lock (_gate)
            _magnification = magnification;
    }

    /// <summary>Has the camera focus at a place by its own autofocus; null: it does not say whether it found focus.</summary>
    /// <exception cref="CaptureException">It cannot, or refused.</exception>
    public async Task<bool?> FocusAsync(double x, double y, CancellationToken cancellation) =>
        (await Pointer().FocusAsync(new PicturePoint(x, y, Sensor), cancellation).ConfigureAwait(false)).InFocus;

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _stills.Dispose();

    private ICameraPointer Pointer() => _camera.Pointer ?? throw new CaptureException(State.Reason ?? "This camera has no magnifier.");

    private void Learn(CameraStill still)
    {
        try
        {
            if (StillSize.Read(still.Path) is not { } size)
                return; // a raw file: the JPEG beside it says it, or none does
            lock (_gate)
                _sensor = size;
            if (_focus is not null)
                _focus.SensorWidth = size.Width;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The next one says it.
        }
    }
}
