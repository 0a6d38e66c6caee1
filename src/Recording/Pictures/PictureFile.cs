using NetVips;
using P2IKT.Live.Capture;
using static NetVips.Enums;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>
/// A picture as a file, read from top to bottom through libvips, without being in memory whole: JPEG, PNG, TIFF or WebP by content, 8
/// or 16 bit, grey or colour, with or without alpha. Pixels are not turned: the orientation goes over to the result with the rest of
/// the description.
/// </summary>
public sealed class PictureFile : IDisposable
{
    private const int FetchedRows = 64;
    private static readonly Log.LogDelegate Silent = static (_, _, _) => { }; // held here: native code calls it
    private readonly Image _image;
    private readonly Region _region;

    static PictureFile()
    {
        // Every picture is gone over once: nothing is worth keeping, least of all open files.
        Cache.Max = 0;
        // What is amiss with a file is told by the exception; on stderr belong our own sentences.
        Log.SetLogHandler("VIPS", LogLevelFlags.Warning, Silent);
    }

    private PictureFile(string path, Image image, PictureFormat format, PictureLayout layout)
    {
        (Path, _image, Format, Layout) = (path, image, format, layout);
        _region = Region.New(image);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the file holds.</summary>
    public PictureFormat Format { get; }

    /// <summary>The picture that <see cref="Read"/> gives: of colours other than grey and RGB, what their profile makes of them.</summary>
    public PictureLayout Layout { get; }

    /// <summary>Opens a picture and reads its head.</summary>
    /// <exception cref="RecordingException">It is none of the formats, broken, or of a kind that cannot be deblurred.</exception>
    public static PictureFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Image? image = null;
        try
        {
            image = Image.NewFromFile(path, access: Access.Sequential, failOn: FailOn.Error);
            var format = PictureKinds.FormatOf(path, image);
            image = PictureKinds.InKnownColours(path, image);
            var layout = new PictureLayout(new FrameSize(image.Width, image.Height), image.Bands, image.Format == BandFormat.Uchar ? 1 : 2);
            return new PictureFile(path, image, format, layout);
        }
        catch (VipsException broken)
        {
            image?.Dispose();
            throw Broken(path, broken);
        }
        catch
        {
            image?.Dispose();
            throw;
        }
    }

    /// <summary>Copies rows; to be asked for in ascending order.</summary>
    /// <param name="top">First row.</param>
    /// <param name="rows">Whole rows of <see cref="Layout"/>.</param>
    /// <exception cref="RecordingException">The file is cut short or broken further down.</exception>
    public void Read(int top, Span<byte> rows)
    {
        try
        {
            for (var done = 0; done < rows.Length;)
            {
                var count = Math.Min(FetchedRows, (rows.Length - done) / Layout.RowBytes);
                var part = _region.Fetch(0, top, Layout.Size.Width, count);
                part.CopyTo(rows[done..]);
                done += part.Length;
                top += count;
            }
        }
        catch (VipsException broken)
        {
            throw Broken(Path, broken);
        }
    }

    /// <summary>
    /// Writes a picture with the description of this one (EXIF, ICC profile, XMP, IPTC, orientation, resolution) in this one's
    /// format.
    /// </summary>
    /// <param name="samples">The picture, of this one's layout.</param>
    /// <param name="path">Where; its extension does not matter.</param>
    /// <param name="stop">Ends the writing; the file is then unfinished.</param>
    /// <exception cref="RecordingException">The format cannot hold it.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full, the folder is gone. Says why, and not where.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal void Save(PixelStore samples, string path, CancellationToken stop)
    {
        try
        {
            using var bare = PictureKinds.Wrap(samples);
            using var spaced = bare.Copy(interpretation: _image.Interpretation, xres: _image.Xres, yres: _image.Yres);
            using var picture = spaced.Mutate(mutable => PictureDescription.Copy(_image, mutable));
            using var stopping = stop.Register(() => picture.SetKill(true));
            PictureKinds.Write(picture, Format, Path, path);
            if (Format == PictureFormat.Tiff)
                TiffExif.Carry(Path, path);
        }
        catch (VipsException failed)
        {
            stop.ThrowIfCancellationRequested();
            throw new IOException(PictureKinds.Reason(failed), failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _region.Dispose();
        _image.Dispose();
    }

    private static RecordingException Broken(string path, VipsException broken) =>
        new($"'{path}' cannot be read as a picture ({PictureKinds.Reason(broken)}): it is broken, cut short or no picture; export it again.", broken);
}
