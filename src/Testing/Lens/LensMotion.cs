namespace P2IKT.Live.Testing.Lens;

/// <summary>
/// A motor that turns at a constant speed, and the optics behind it, with play between the two: the optics follow once the play is used
/// up. Positions are in units of the lens, farther when larger.
/// </summary>
/// <param name="Since">Timestamp of its beginning.</param>
/// <param name="Motor">Position of the motor then.</param>
/// <param name="Optics">Position of the optics then, at most half the play away.</param>
/// <param name="Target">Where the motor stops.</param>
/// <param name="UnitsPerSecond">Speed of the motor.</param>
/// <param name="Play">Units that the motor turns after a reversal before the optics follow.</param>
internal readonly record struct LensMotion(long Since, double Motor, double Optics, double Target, double UnitsPerSecond, double Play)
{
    /// <summary>How long the motor turns.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Math.Abs(Target - Motor) / UnitsPerSecond);

    /// <summary>The positions some time after the beginning.</summary>
    public (double Motor, double Optics) After(TimeSpan elapsed)
    {
        var travelled = Math.Min(Math.Max(0, elapsed.TotalSeconds) * UnitsPerSecond, Math.Abs(Target - Motor));
        var motor = Motor + (Math.Sign(Target - Motor) * travelled);
        return (motor, Target > Motor ? Math.Max(Optics, motor - (Play / 2)) : Math.Min(Optics, motor + (Play / 2)));
    }
}
