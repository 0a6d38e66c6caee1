namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Which call into libgphoto2 is under way, and since when. The camera's thread begins and ends calls, any other may look.
/// </summary>
internal sealed class CallWatch(TimeProvider time)
{
    private CameraCall? _call;
    private long _since;

    /// <summary>The call that has not returned yet; null between two calls.</summary>
    public (CameraCall Call, TimeSpan Elapsed)? Current =>
        Volatile.Read(ref _call) is { } call ? (call, time.GetElapsedTime(Volatile.Read(ref _since))) : null;

    /// <summary>A call begins; it ends when what this returns is disposed.</summary>
    public Running Begin(CameraCall call)
    {
        Volatile.Write(ref _since, time.GetTimestamp()); // first: a thread that sees the call sees its beginning, too
        Volatile.Write(ref _call, call);
        return new Running(this);
    }

    /// <summary>A call that is under way.</summary>
    public readonly ref struct Running(CallWatch watch)
    {
        public void Dispose() => Volatile.Write(ref watch._call, null);
    }
}
