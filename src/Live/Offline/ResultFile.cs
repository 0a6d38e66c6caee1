using System.Buffers.Binary;
using System.Text.RegularExpressions;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Stills;

namespace P2IKT.Live.Offline;

/// <summary>
/// A result on its way: written under a hidden name in the folder of its output, and renamed once it is complete. Disposed before
/// <see cref="Commit"/>, it leaves nothing behind.
/// </summary>
/// <remarks>
/// Every result ends with <see cref="DeblurredMark"/>, by which a later run knows its own: what does not end so is someone
/// else's, or was edited since.
/// </remarks>
internal sealed partial class ResultFile : IDisposable
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private readonly string _output;
    private readonly bool _overwrite;
    private readonly PartFile _part;

    private ResultFile(string output, bool overwrite)
    {
        (_output, _overwrite) = (output, overwrite);
        // The extension stays, by which encoders choose the format. The process's number keeps two runs apart that do the same.
        _part = new PartFile(output, Path.Combine(Path.GetDirectoryName(output)!, $".{Path.GetFileNameWithoutExtension(output)}.{Environment.ProcessId}.part{Path.GetExtension(output)}"));
    }

    /// <summary>Where to write, under a name that no listing of inputs takes in.</summary>
    public string PartPath => _part.Path;

    /// <summary>Begins a result; makes its folder.</summary>
    /// <param name="output">The name that it takes when it is complete, a full path.</param>
    /// <param name="overwrite">Whether a file that is not ours may be replaced.</param>
    /// <exception cref="OfflineException">The place is taken, or the folder cannot be made.</exception>
    public static ResultFile Begin(string output, bool overwrite)
    {
        RequireFree(output, overwrite);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OfflineException($"The folder of '{output}' cannot be made ({fault.Message.TrimEnd('.')}): choose another with -o.", fault);
        }
        return new ResultFile(output, overwrite);
    }

    /// <summary>Removes what a run that was killed has left in a folder: results that nobody has written to for an hour.</summary>
    public static void Sweep(string folder)
    {
        try
        {
            foreach (var part in new DirectoryInfo(folder).EnumerateFiles(".*.part*"))
            {
                if (PartName().IsMatch(part.Name) && DateTime.UtcNow - part.LastWriteTimeUtc > Abandoned)
                    part.Delete();
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or not ours to tidy.
        }
    }

    /// <summary>Whether an earlier run has dealt with this input: its output is there, is ours, and is not older.</summary>
    public static bool IsDone(string input, string output) =>
        File.Exists(output) && File.GetLastWriteTimeUtc(output) >= File.GetLastWriteTimeUtc(input) && DeblurredMark.IsOn(output);

    /// <summary>Marks what was written as ours, brings it to the disk and gives it its name.</summary>
    /// <param name="input">What it was made of: the result is never older, so that a later run knows it is done.</param>
    /// <exception cref="IOException">The disk is full, the folder is gone.</exception>
    /// <exception cref="OfflineException">The place was taken meanwhile.</exception>
    public void Commit(string input)
    {
        RequireFree(_output, _overwrite);
        using (var file = new FileStream(PartPath, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(Trailer(Path.GetExtension(_output)));
            file.Flush(flushToDisk: true); // the name must not come to stand for content that a power cut takes away
        }
        var written = File.GetLastWriteTimeUtc(input);
        if (written > DateTime.UtcNow) // a camera's fast clock
            File.SetLastWriteTimeUtc(PartPath, written);
        _part.Commit(overwrite: true);
    }

    /// <summary>Removes what was written, unless it is complete.</summary>
    public void Dispose() => _part.Dispose();

    [GeneratedRegex(@"^\..+\.\d+\.part(\.[^.]*)?$")]
    private static partial Regex PartName();

    private static void RequireFree(string output, bool overwrite)
    {
        if (!overwrite && Path.Exists(output) && !DeblurredMark.IsOn(output))
            throw new OfflineException($"'{output}' is there already and is no result of ours, or was changed since: move it away, or give --overwrite.");
        if (Directory.Exists(output))
            throw new OfflineException($"'{output}' is a folder: move it away, or choose another output with -o.");
    }

    /// <summary>The mark, in the wrapping of formats whose readers walk on behind the last element.</summary>
    private static byte[] Trailer(string extension)
    {
        var mark = DeblurredMark.Bytes;
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
