using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Streams;

/// <summary>
/// An opened live stream, read frame by frame on the capture thread: a device, a network camera, a tethered camera, or a video file.
/// </summary>
internal interface ILiveReader : IDisposable
{
    /// <summary>Size of the frames; changes when a decoded frame turns out to have another.</summary>
    FrameSize Size { get; }

    /// <summary>Nominal rate; 0 when it is unknown.</summary>
    double FramesPerSecond { get; }

    /// <summary>Whether the camera answered when it was opened, picture or not: it need not show one to be there.</summary>
    bool Answers => false;

    /// <summary>Waits for the next frame; false when the stream is lost.</summary>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    bool Grab(CancellationToken stop);

    /// <summary>
    /// Writes the grabbed frame into a draft of size <see cref="Size"/>. False when it is broken, or when its size is another:
    /// then <see cref="Size"/> has changed, and <see cref="TryCopyNewest"/> brings the same frame into a draft of that size.
    /// </summary>
    bool Retrieve(Frame draft);

    /// <summary>Brings the frame that did not fit its draft into one that has its size.</summary>
    bool TryCopyNewest(Frame draft);
}
