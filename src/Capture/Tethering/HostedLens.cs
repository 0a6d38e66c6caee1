using System.Collections.Concurrent;
using P2IKT.Live.Capture.Tethering.Lens;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The camera's lens within the host: finds how it is driven, reports whether it can be driven now, and carries out one order at a time.
/// </summary>
internal sealed class HostedLens
{
    private const string NoDrive =
        "This camera has no lens drive that libgphoto2 knows: focus by hand, or with the camera's own autofocus.";
    private const string NoLiveView = "The lens is driven in live view only, and the camera shows none just now.";
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);
    private readonly HostPipe _pipe;
    private readonly Gphoto2Settings _settings;
    private readonly LensProfile? _profile;
    private readonly LensPace _pace = new();
    private readonly ConcurrentDictionary<int, bool> _cancelled = [];
    private readonly string?[] _unmet;
    private LensRun? _run;
    private bool _isReported;
    private string? _reported;
    private long _checkedAt;
    private int _next;

    public HostedLens(HostPipe pipe, Gphoto2Settings settings)
    {
        (_pipe, _settings) = (pipe, settings);
        _profile = LensProfiles.All.FirstOrDefault(profile =>
            settings.Has(profile.Widget) && settings.ReadWidget(profile.Widget) is { } widget && profile.Matches(widget, settings.Maker));
        _unmet = new string?[_profile?.Preconditions.Count ?? 0];
        for (var i = 0; i < _unmet.Length; i++)
            Check(i);
    }

    /// <summary>An order is being carried out: no other is taken meanwhile.</summary>
    public bool IsDriving => _run is not null;

    /// <summary>An order comes in.</summary>
    public void Begin(HostMessage order, HostedLiveView liveView)
    {
        Report(liveView.IsPaused);
        if (_reported is { } reason)
            Refuse(order, reason);
        else if (order.Steps is 0 or int.MinValue || (uint)order.Size >= (uint)_profile!.Sizes.Count)
            Refuse(order, $"The lens was not driven: {order.Steps} steps of size {order.Size} are not an order.");
        else
            _run = new LensRun(_profile, order, _pace, Write, TimeProvider.System);
    }

    /// <summary>The rest of an order is not wanted any more; from any thread.</summary>
    public void Cancel(int command) => _cancelled[command] = true;

    /// <summary>Does what is due of the order.</summary>
    public void Step(HostedLiveView liveView)
    {
        if (_run is null)
            return;
        if (_cancelled.TryRemove(_run.Command, out _))
            _run.Cancel();
        if (_run.Step(liveView.Sent) is not var (type, answer))
            return;
        _run = null;
        foreach (var (command, _) in _cancelled)
        {
            if (command <= answer.Command)
                _cancelled.TryRemove(command, out _);
        }
        _pipe.Write(type, answer);
    }

    /// <summary>
    /// Reads one of the settings that the drive depends on, every now and then, and reports whether the lens can be driven.
    /// </summary>
    public void Check(bool isPaused)
    {
        if (_unmet.Length > 0 && TimeProvider.System.GetElapsedTime(_checkedAt) >= CheckEvery)
            Check(_next++ % _unmet.Length);
        Report(isPaused);
    }

    /// <summary>Something was changed on the camera: the next check is due at once.</summary>
    public void CheckSoon() => _checkedAt = 0;

    private void Check(int index)
    {
        var condition = _profile!.Preconditions[index];
        _checkedAt = TimeProvider.System.GetTimestamp();
        foreach (var widget in condition.Widgets)
        {
            if (!_settings.Has(widget) || _settings.ReadWidget(widget) is not { } setting)
                continue;
            _unmet[index] = condition.IsMet(setting.Value) ? null : condition.Reason;
            return;
        }
    }

    private void Report(bool isPaused)
    {
        var reason = _profile is null
            ? NoDrive
            : _unmet.FirstOrDefault(static unmet => unmet is not null) ?? (isPaused ? NoLiveView : null);
        if (_isReported && reason == _reported)
            return;
        (_isReported, _reported) = (true, reason);
        _pipe.Write(HostMessageType.Lens, new HostMessage { Lens = _profile?.Traits, Text = reason });
    }

    private (int, string?) Write(string widget, Func<CameraSetting, string> value)
    {
        _ = Gphoto2Session.TakeLastLibraryError();
        var code = _settings.WriteWidget(widget, value);
        return (code, code < 0 ? Gphoto2Session.TakeLastLibraryError() ?? Gphoto2Library.Says(code) : null);
    }

    private void Refuse(HostMessage order, string sentence) =>
        _pipe.Write(HostMessageType.Refused, new HostMessage { Command = order.Command, Text = sentence });
}
