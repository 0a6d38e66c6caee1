using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>
/// Chooses the form of one viewer's pictures: no larger than it shows them, and no more bytes than its link carries in time. It learns the
/// link from the acknowledgements. While the scene holds still, pictures may take longer, and have full quality again.
/// </summary>
/// <remarks>
/// It goes down at once, as far as needed, and up after a time without trouble. A step up that had to be taken back doubles that time, so
/// that the picture does not swing. Pure: time comes with the samples. Not thread-safe.
/// </remarks>
/// <param name="fullQuality">JPEG quality where nothing limits it, 1 to 100.</param>
internal sealed class PictureControl(int fullQuality)
{
    private const double ShortestTransfer = 0.02, LongestTransfer = 0.25; // seconds, of a picture of a moving scene
    private const double LongestStillTransfer = 1; // seconds
    private const double Target = 0.8; // of the limit, after a step down
    private const double Room = 0.6; // of the limit that a better form may take, going by the worst samples
    private const double LongestStepUp = 4; // times the bytes: what is measured with small pictures says little of large ones
    private const double ShortestHold = 2, LongestHold = 60; // seconds
    private const double Trial = 15; // seconds in which a step up has to prove itself
    private const int FewestSamples = 4; // for a step up
    private const double PauseWhenStill = 2; // times the transfer: two thirds of the time nothing is under way that motion would wait for

    private const double SlowSecondsPerByte = 1 / 4e6; // from here on maps are compressed
    private const double PackedShare = 0.64; // of their bytes: docs/performance.md

    private readonly LinkEstimate _link = new();
    private ViewerView _view = new(double.MaxValue, double.MaxValue, SourcePixels: false);
    private PictureForm[] _forms = [];
    private FrameSize _frame;
    private int _level;
    private double _changedAt = double.NegativeInfinity;
    private double _raisedAt = double.PositiveInfinity; // while that step up is on trial
    private double _hold = ShortestHold;

    /// <summary>The link, as far as it is known.</summary>
    public LinkEstimate Link => _link;

    /// <summary>Whether compressing costs less time than it saves.</summary>
    public bool IsSlow => _link.Count > 1 && _link.UsualSecondsPerByte() > SlowSecondsPerByte;

    /// <summary>While the scene holds still, the next picture is sent at this time, not before; on the clock of the samples.</summary>
    public double StillNotBefore { get; private set; } = double.NegativeInfinity;

    /// <summary>The viewer says how large it shows the picture.</summary>
    public void SetView(ViewerView view)
    {
        _view = view;
        UpdateForms();
    }

    /// <summary>The form of the next picture.</summary>
    /// <param name="frame">Size of the frame.</param>
    /// <param name="motion">What the scene does.</param>
    public PictureForm Choose(FrameSize frame, SceneMotion motion)
    {
        if (frame != _frame)
        {
            _frame = frame;
            UpdateForms();
        }
        return motion switch
        {
            SceneMotion.Standing => _forms[0],
            SceneMotion.Still when _link.Count > 0 =>
                _forms[Math.Min(_level, FirstWithin(LongestStillTransfer, _link.UsualSecondsPerByte()))],
            _ => _forms[_level],
        };
    }

    /// <summary>A picture was acknowledged.</summary>
    /// <param name="sample">What that says of the link.</param>
    /// <param name="motion">What the scene did.</param>
    public void Observe(LinkSample sample, SceneMotion motion)
    {
        _link.Add(sample);
        StillNotBefore = motion == SceneMotion.Still && sample.Transfer > ShortestTransfer
            ? sample.At + (PauseWhenStill * sample.Transfer) : double.NegativeInfinity;
        if (_forms.Length == 0 || _link.Count < 2) // the first picture may have waited for the page
            return;
        var usual = _link.UsualSecondsPerByte();
        if (Load(_level, usual) > 1)
            StepDown(sample.At, usual);
        else
            StepUp(sample.At);
    }

    private void StepDown(double at, double secondsPerByte)
    {
        var level = _level;
        while (level < _forms.Length - 1 && Load(level, secondsPerByte) > Target)
            level++;
        if (level == _level)
            return;
        if (at >= _raisedAt)
            _hold = Math.Min(2 * _hold, LongestHold);
        (_level, _changedAt, _raisedAt) = (level, at, double.PositiveInfinity);
    }

    private void StepUp(double at)
    {
        if (at - _raisedAt > Trial)
            (_hold, _raisedAt) = (Math.Max(ShortestHold, _hold / 2), double.PositiveInfinity);
        if (_level == 0 || at - _changedAt < _hold)
            return;
        var (worst, samples) = _link.WorstSince(at - _hold);
        if (samples < FewestSamples && at - _changedAt < (2 * _hold) + Trial)
            return;
        var level = _level;
        while (level > 0 && Load(level - 1, worst) <= Room && _forms[level - 1].Cost <= LongestStepUp * _forms[_level].Cost)
            level--;
        if (level < _level)
            (_level, _changedAt, _raisedAt) = (level, at, at);
    }

    // Transfer at a level as a share of its limit. What the source's interval leaves beside round trip and painting is free, and so is half
    // of those two: a smaller picture would then hardly come sooner. The poorer the picture is already, the longer it may take: the limit
    // grows with the root of what is saved.
    private double Load(int level, double secondsPerByte)
    {
        var (interval, rest) = (_link.FrameInterval, _link.RoundTrip + _link.Presentation);
        var limit = Math.Max(Math.Max(interval - rest, rest / 2), ShortestTransfer) * Math.Sqrt(_forms[0].Cost / _forms[level].Cost);
        return Transfer(level, secondsPerByte) / Math.Min(limit, LongestTransfer);
    }

    // Seconds that the message would take at a level; what is not picture is, beside a few numbers, the maps.
    private double Transfer(int level, double secondsPerByte)
    {
        var newest = _link.Newest;
        var rest = (newest.Bytes - newest.PictureBytes) * (secondsPerByte > SlowSecondsPerByte && !newest.HasPackedMaps ? PackedShare : 1);
        return secondsPerByte * (rest + (newest.PictureBytes * _forms[level].Cost / newest.Form.Cost));
    }

    private int FirstWithin(double seconds, double secondsPerByte)
    {
        var level = 0;
        while (level < _forms.Length - 1 && Transfer(level, secondsPerByte) > seconds)
            level++;
        return level;
    }

    // Another size of frame or view is another ladder: the level is then the first that costs no more than the one before.
    private void UpdateForms()
    {
        if (_frame == default)
            return;
        var (isLimited, cost) = (_level > 0, _level > 0 ? _forms[_level].Cost : 0);
        _forms = PictureLadder.Forms(_frame, _view, fullQuality);
        _level = 0;
        while (isLimited && _level < _forms.Length - 1 && _forms[_level].Cost > 1.01 * cost)
            _level++;
    }
}
