namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// What a session has learnt of a lens whose driver waits for each move: how many steps it takes in a moment, and how many at least.
/// </summary>
internal sealed class LensPace
{
    private const int Slowest = 64; // steps a write
    private const int Fastest = 32_767;
    private const int EnlargedTo = 256; // a lens that does not move by so many steps does not move
    private static readonly TimeSpan WriteTime = TimeSpan.FromMilliseconds(150); // that the live view may stand still

    /// <summary>Steps of one write, so that the live view goes on after a moment.</summary>
    public int StepsPerWrite { get; private set; } = 256;

    /// <summary>Fewer steps the lens refuses.</summary>
    public int FewestSteps { get; private set; } = 1;

    /// <summary>So many steps took so long.</summary>
    public void Learn(int steps, TimeSpan took)
    {
        if (steps >= Slowest) // short moves are all overhead
            StepsPerWrite = (int)Math.Clamp(steps * (WriteTime / took), Slowest, Math.Min(Fastest, 2.0 * StepsPerWrite));
    }

    /// <summary>The lens refused so many steps as too few; false when more of them are not to be tried.</summary>
    public bool TryEnlarge(int steps)
    {
        if (steps >= EnlargedTo)
            return false;
        FewestSteps = Math.Min(2 * steps, EnlargedTo);
        return true;
    }
}
