namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Fires once when a point comes into focus, to release the camera or to set a mark. What is in focus already does not fire. Not
/// thread-safe.
/// </summary>
public sealed class TrapFocus
{
    private readonly TrapFocusOptions _options;
    private int _inFocus;

    /// <summary>A trap that waits for the point to be out of focus first.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limits are the wrong way round, or no frame is asked for.</exception>
    public TrapFocus(TrapFocusOptions? options = null)
    {
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.FireBelow, _options.ArmAbove);
    }

    /// <summary>Whether the point has been out of focus, so that it may come into focus.</summary>
    public bool IsArmed { get; private set; }

    /// <summary>Whether it has fired; it does not fire again before <see cref="Reset"/>.</summary>
    public bool HasFired { get; private set; }

    /// <summary>Takes the reading of one frame.</summary>
    /// <param name="radius">Blur radius in pixels; NaN without confidence.</param>
    /// <param name="confidence">How far it can be trusted, 0 to 1.</param>
    /// <returns>True on the one frame on which it fires.</returns>
    public bool Observe(float radius, float confidence)
    {
        if (HasFired)
            return false;
        if (!float.IsFinite(radius) || confidence < _options.MinConfidence)
        {
            _inFocus = 0; // nothing is known of this frame: the sequence is broken
            return false;
        }
        IsArmed |= radius > _options.ArmAbove;
        _inFocus = IsArmed && radius <= _options.FireBelow ? _inFocus + 1 : 0;
        HasFired = _inFocus >= _options.Frames;
        return HasFired;
    }

    /// <summary>Sets the trap again.</summary>
    public void Reset() => (IsArmed, HasFired, _inFocus) = (false, false, 0);
}
