namespace P2IKT.Live.Offline;

/// <summary>The progress of a batch. Files count by their bytes: a clip of an hour is not one thumbnail among others.</summary>
/// <param name="Ended">Files that are done or have failed.</param>
/// <param name="Files">Files there were to do.</param>
/// <param name="BytesDone">Of the inputs; files that are being deblurred count by their fraction.</param>
/// <param name="Bytes">Of all inputs there were to do.</param>
/// <param name="Elapsed">Since the batch began.</param>
internal readonly record struct BatchProgress(int Ended, int Files, double BytesDone, long Bytes, TimeSpan Elapsed)
{
    /// <summary>The share of the bytes that is done, from 0 to 1.</summary>
    public double Fraction => Bytes == 0 ? 1 : Math.Clamp(BytesDone / Bytes, 0, 1);

    /// <summary>Bytes of inputs that are processed in a second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? BytesDone / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at this rate; null before the rate is known.</summary>
    public TimeSpan? Left => Rate > 0 ? TimeSpan.FromSeconds(Math.Min((Bytes - BytesDone) / Rate, TimeSpan.MaxValue.TotalSeconds / 2))
        : null;
}
