using System.Buffers.Binary;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.HotFolder;

namespace P2IKT.Live.Recording;

/// <summary>
/// A deblurred picture or video while it is written: a <see cref="AtomicFile"/> that is marked as ours before it takes its name. It never
/// replaces a file that is not ours. Disposed before <see cref="Commit"/>, it leaves nothing behind.
/// </summary>
/// <remarks>
/// Every result ends with <see cref="OutputMarker"/>, by which a later run knows its own: a file without it is not
/// ours, or was edited since.
/// </remarks>
public sealed class ResultFile : IDisposable
{
    private readonly string _output;
    private readonly bool _overwrite;
    private readonly AtomicFile _part;

    private ResultFile(string output, bool overwrite) => (_output, _overwrite, _part) = (output, overwrite, new AtomicFile(output));

    /// <summary>Where to write, under a name that no listing of inputs takes in. The file is there, and empty.</summary>
    public string PartPath => _part.Path;

    /// <summary>Begins a result; makes its folder.</summary>
    /// <param name="output">The name that it takes when it is complete, a full path.</param>
    /// <param name="overwrite">Whether a file that is not ours may be replaced.</param>
    /// <exception cref="RecordingException">The place is taken.</exception>
    /// <exception cref="IOException">The folder cannot be made, or takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static ResultFile Begin(string output, bool overwrite)
    {
        RequireFree(output, overwrite);
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        return new ResultFile(output, overwrite);
    }

    /// <summary>What keeps a result from this place, as the end of a sentence about it; null when nothing does.</summary>
    /// <param name="output">A full path.</param>
    /// <param name="overwrite">Whether a file that is not ours may be replaced.</param>
    public static string? RejectionReason(string output, bool overwrite) =>
        Directory.Exists(output) ? "is a folder"
        : SpecialFile.IsAt(output) ? "is a pipe or a device"
        : !overwrite && Path.Exists(output) && !OutputMarker.IsOn(output)
            ? "is there already and is not a result of ours, or was changed since"
        : null;

    /// <summary>Whether an earlier run has dealt with this input: its output is there, is ours, and is not older.</summary>
    public static bool IsDone(string input, string output) =>
        File.Exists(output) && File.GetLastWriteTimeUtc(output) >= File.GetLastWriteTimeUtc(input) && OutputMarker.IsOn(output);

    /// <summary>Marks what was written as ours, brings it to the disk and gives it its name.</summary>
    /// <param name="writtenAt">Last write of what it was made of, UTC: the result is never older, so that a later run knows it is
    /// done.</param>
    /// <exception cref="IOException">The disk is full, the folder is gone.</exception>
    /// <exception cref="RecordingException">The place was taken meanwhile.</exception>
    public void Commit(DateTime writtenAt)
    {
        RequireFree(_output, _overwrite);
        using (var file = _part.Open())
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(Trailer(Path.GetExtension(_output)));
            file.Flush(flushToDisk: true); // the name must not come to stand for content that a power cut takes away
        }
        if (writtenAt > DateTime.UtcNow) // a camera's fast clock
            File.SetLastWriteTimeUtc(PartPath, writtenAt);
        _part.Commit(overwrite: true);
    }

    /// <summary>Removes what was written, unless it is complete.</summary>
    public void Dispose() => _part.Dispose();

    private static void RequireFree(string output, bool overwrite)
    {
        if (RejectionReason(output, overwrite) is not { } reason)
            return;
        var isReplaceable = RejectionReason(output, overwrite: true) is null;
        throw new RecordingException($"'{output}' {reason}: move it away, "
            + $"{(isReplaceable ? "or allow overwriting" : "or choose another output")}.")
        {
            Subject = output,
            Setting = isReplaceable ? "overwrite" : "output",
        };
    }

    /// <summary>The mark, in the wrapping of formats whose readers walk on behind the last element.</summary>
    private static byte[] Trailer(string extension)
    {
        var mark = OutputMarker.Bytes;
        switch (extension.ToUpperInvariant())
        {
            case ".MP4" or ".MOV" or ".M4V": // a free space box: length, name, content (ISO/IEC 14496-12, section 8.1.2)
                byte[] box = [0, 0, 0, 0, .. "free"u8, .. mark];
                BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
                return box;
            case ".MKV" or ".WEBM": // a Void element: identifier, length in seven bits (RFC 8794, sections 4 and 11.3.2)
                return [0xEC, (byte)(0x80 | mark.Length), .. mark];
            default:
                return mark.ToArray();
        }
    }
}
