namespace P2IKT.Live.Deblur.Stage;

/// <summary>How much of the time between two frames the stage works. In timestamps of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal sealed class StageDuty
{
    private const double Busy = 0.7; // the rest is for encoders and viewers
    private const double Free = 0.5; // lower, so that it does not go to and fro
    private const double Weight = 0.1; // of the newest frame: a third of a second

    private double _share;
    private long _capturedAt;

    /// <summary>Whether there is little time for anything else.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Notes a frame.</summary>
    /// <param name="capturedAt">When it was captured.</param>
    /// <param name="worked">For how long the stage worked on it.</param>
    public void Add(long capturedAt, long worked)
    {
        var gap = capturedAt - _capturedAt;
        _capturedAt = capturedAt;
        if (gap <= 0)
            return;
        _share += Weight * (Math.Min(1, (double)worked / gap) - _share);
        IsBusy = _share > (IsBusy ? Free : Busy);
    }
}
