using P2IKT.Live.Capture.Tethering.Points;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>The camera's own magnifier and its autofocus at a point, within the host. One order at a time.</summary>
internal sealed class HostedPoint
{
    private readonly HostPipe _pipe;
    private readonly Gphoto2Settings _settings;
    private readonly PointProfile? _profile;
    private readonly IReadOnlyList<string> _magnifications;
    private (HostMessage Order, long DueAt)? _focusing;

    public HostedPoint(HostPipe pipe, Gphoto2Settings settings)
    {
        (_pipe, _settings) = (pipe, settings);
        _profile = PointProfiles.All.FirstOrDefault(profile => settings.Has(profile.Place));
        _magnifications = _profile?.Magnifier is { } magnifier && settings.Has(magnifier) && settings.ReadWidget(magnifier) is { } widget
            ? widget.Choices is { Count: > 0 } listed ? listed : _profile.Magnifications
            : [];
        if (_profile is not null)
            pipe.Write(HostMessageType.Pointer, new HostMessage { Names = _magnifications, Number = CanFocus ? 1 : 0 });
    }

    /// <summary>An order is being carried out: no other is taken meanwhile.</summary>
    public bool IsFocusing => _focusing is not null;

    private bool CanFocus => _profile is not null && _settings.Has(_profile.Focus.Widget);

    /// <summary>Magnifies, at a place if the order names one.</summary>
    public void Magnify(HostMessage order, HostedLiveView liveView)
    {
        if (order.Name is not { } magnification || !_magnifications.Contains(magnification))
            Refuse(order, $"The live view cannot be magnified by '{order.Name}': the camera offers {string.Join(", ", _magnifications)}.");
        else if ((order.Point is not { } centre || Place(order, centre.ToPoint())) && Write(order, _profile!.Magnifier!, magnification))
            Answer(order, liveView, inFocus: null);
    }

    /// <summary>Begins to focus at a place; <see cref="Step"/> ends it.</summary>
    public void Focus(HostMessage order, HostedLiveView liveView)
    {
        if (!CanFocus)
        {
            Refuse(order, "This camera cannot be told to focus at a point: focus with its own controls, or by the lens drive.");
            return;
        }
        if (order.Point is not { } point || !Place(order, point.ToPoint()))
            return;
        var (code, text) = TryWrite(_profile!.Focus.Widget, _profile.Focus.Value);
        var isOut = code < 0 && _profile.OutOfFocus is { } words && text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
        if (code < 0 && !isOut)
            Refuse(order, Refusal(text));
        else if (_profile.EndOfFocus is null)
            Answer(order, liveView, !isOut);
        else
        {
            var ticks = (long)(_profile.FocusTime.TotalSeconds * TimeProvider.System.TimestampFrequency);
            _focusing = (order, TimeProvider.System.GetTimestamp() + ticks);
        }
    }

    /// <summary>Ends an autofocus whose time is over.</summary>
    public void Step(HostedLiveView liveView)
    {
        if (_focusing is not var (order, dueAt) || TimeProvider.System.GetTimestamp() < dueAt)
            return;
        _focusing = null;
        var (widget, value) = _profile!.EndOfFocus!.Value;
        if (Write(order, widget, value))
            Answer(order, liveView, inFocus: null);
    }

    private bool Place(HostMessage order, PicturePoint point)
    {
        if (_profile!.Spell(point) is { } text)
            return Write(order, _profile.Place, text);
        Refuse(order, $"A {_profile.Make} takes a place in pixels of its sensor: give the size of its largest picture.");
        return false;
    }

    private bool Write(HostMessage order, string widget, string value)
    {
        var (code, text) = TryWrite(widget, value);
        if (code < 0)
            Refuse(order, Refusal(text));
        return code >= 0;
    }

    private (int Code, string? Text) TryWrite(string widget, string value)
    {
        _ = Gphoto2Session.TakeLastLibraryError();
        var code = _settings.WriteWidget(widget, _ => value);
        return (code, code < 0 ? Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(code) : null);
    }

    private static string Refusal(string? text) =>
        $"The camera did not take the place or the magnification: {Gphoto2Fault.Plain(text, "no reason given")}. Check "
            + "that it is in live view.";

    private void Answer(HostMessage order, HostedLiveView liveView, bool? inFocus) => _pipe.Write(HostMessageType.Pictured, new HostMessage
    {
        Command = order.Command, Number = liveView.Sent + LensRun.StalePictures, InFocus = inFocus,
    });

    private void Refuse(HostMessage order, string sentence) =>
        _pipe.Write(HostMessageType.Refused, new HostMessage { Command = order.Command, Text = sentence });
}
