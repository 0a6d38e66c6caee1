namespace P2IKT.Live.Capture.Streams;

/// <summary>An opened video file, read frame by frame on the capture thread: OpenCV's, or the program <c>ffmpeg</c>.</summary>
internal interface IVideoFileReader : ILiveReader
{
    /// <summary>Number of frames that the container announces; 0 when it does not.</summary>
    long FrameCount { get; }

    /// <summary>Timestamp of the grabbed frame within its file.</summary>
    TimeSpan Position { get; }

    /// <summary>
    /// Has the next <see cref="ILiveReader.Grab"/> give the frame of this timestamp, or one near it: the caller looks at
    /// <see cref="Position"/>. Takes as long as decoding does from the key frame before it.
    /// </summary>
    /// <returns>False when the file cannot be sought in.</returns>
    bool Seek(TimeSpan timestamp);
}
