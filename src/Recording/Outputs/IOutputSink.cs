using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>An open target. Used by one thread, except for <see cref="Abort"/>.</summary>
internal interface IOutputSink : IDisposable
{
    /// <summary>Size of the pictures that it takes; even.</summary>
    FrameSize Size { get; }

    /// <summary>
    /// Whether it wants a picture in each slot of a constant rate, as a stream does. A camera takes them as they come, and the last one
    /// again while none comes.
    /// </summary>
    bool IsPaced { get; }

    /// <summary>Whether pictures arrive there; false while a connection is being made.</summary>
    bool IsConnected { get; }

    /// <summary>Hands a picture over; blocks while the target is busy.</summary>
    /// <param name="planes">Y, Cb and Cr as <see cref="Clips.YuvPicture.Planes"/>; lent for the call.</param>
    /// <exception cref="RecordingException">The target is lost; the message says why.</exception>
    void Write(ReadOnlySpan<byte> planes);

    /// <summary>Makes a write that blocks fail, from any thread.</summary>
    void Abort();
}
