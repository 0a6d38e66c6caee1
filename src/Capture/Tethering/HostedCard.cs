using System.Diagnostics;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>The camera's card within the host: reports its room every now and then, and soon after a picture.</summary>
internal sealed class HostedCard(HostPipe pipe, Gphoto2Session session)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);
    private long _since = Stopwatch.GetTimestamp();
    private TimeSpan? _due = Soon; // null: the camera does not say

    /// <summary>A picture has come: the room is another one.</summary>
    public void CheckSoon()
    {
        if (_due is not null)
            (_since, _due) = (Stopwatch.GetTimestamp(), Soon);
    }

    /// <summary>Reports it when it is due; to be called while nothing else is to be done.</summary>
    public void Check()
    {
        if (_due is not { } due || Stopwatch.GetElapsedTime(_since) < due)
            return;
        var result = session.ReadCard(out var card);
        if (result < 0)
            _ = Gphoto2Session.TakeLastLibraryError();
        if (card is not null)
            pipe.Write(HostMessageType.Card, new HostMessage { Card = card });
        (_since, _due) = (Stopwatch.GetTimestamp(), result == Gphoto2Fault.NotSupported ? null : Every);
    }
}
