using NetVips;
using P2IKT.Live.Frames;
using static NetVips.Enums;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// A picture as a file, read from top to bottom through libvips, without being in memory whole: JPEG, PNG, TIFF or WebP by content, 8
/// or 16 bit, grey or colour, with or without alpha. Pixels are not turned: the orientation goes over to the result with the rest of
/// the description.
/// </summary>
public sealed class PictureFile : IDisposable
{
    private const int FetchedRows = 64;
    private static readonly Log.LogDelegate Silent = static (_, _, _) => { }; // held here: native code calls it
    private readonly PictureContent _content;
    private readonly LoadedPicture _loaded;
    private readonly Image _image;
    private readonly Region _region;

    static PictureFile()
    {
        // Every picture is gone over once: nothing is worth keeping, least of all open files.
        Cache.Max = 0;
        // What is wrong with a file is in the exception; stderr is for our own messages.
        Log.SetLogHandler("VIPS", LogLevelFlags.Warning, Silent);
    }

    private PictureFile(PictureContent content, LoadedPicture loaded, Image image)
    {
        (_content, _loaded, _image) = (content, loaded, image);
        Layout = new PictureLayout(new FrameSize(image.Width, image.Height), image.Bands, image.Format == BandFormat.Uchar ? 1 : 2);
        _region = Region.New(image);
    }

    /// <summary>What the file holds.</summary>
    public PictureFormat Format => _loaded.Format;

    /// <summary>The picture that <see cref="Read"/> gives: of colours other than grey and RGB, what their profile makes of them.</summary>
    public PictureLayout Layout { get; }

    /// <summary>How it is to be turned; null when the file does not say.</summary>
    public PictureTurn? Turn => _image.Contains("orientation") ? new PictureTurn((int)_image.Get("orientation")) : null;

    /// <summary>One sentence about what a copy of it cannot keep; null when that is nothing.</summary>
    public string? Loss =>
        _loaded.Lost.Count == 0 ? null : $"The copy of '{_content.Name}' lacks {string.Join(", ", _loaded.Lost)}: keep the original.";

    /// <summary>Opens a picture and reads its head.</summary>
    /// <exception cref="CaptureException">It is none of the formats, broken, or of a kind that cannot be deblurred.</exception>
    public static PictureFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new PictureContent(path, path, null));
    }

    /// <summary>Opens a picture that was read into memory.</summary>
    /// <param name="content">A whole file; not to be changed.</param>
    /// <param name="name">What the user calls it.</param>
    /// <exception cref="CaptureException">As <see cref="Open(string)"/>.</exception>
    public static PictureFile Open(byte[] content, string name) => Open(new PictureContent(name, null, content));

    private static PictureFile Open(PictureContent content)
    {
        LoadedPicture? loaded = null;
        Image? image = null;
        try
        {
            VipsFault.Clear();
            loaded = PictureLoader.Load(content);
            image = PictureKinds.InKnownColours(content.Name, loaded.Image);
            return new PictureFile(content, loaded, image);
        }
        catch (Exception failure)
        {
            image?.Dispose();
            loaded?.Image.Dispose();
            content.Dispose();
            if (failure is VipsException broken)
                throw Broken(content, broken, loaded?.Format);
            if (failure is IOException or UnauthorizedAccessException)
                throw new CaptureException(
                    $"'{content.Name}' cannot be read ({failure.Message.TrimEnd('.')}): check that it is there, and its permissions.",
                    failure);
            if (failure is CaptureException)
                throw;
            // Whatever a broken file makes of our parsers costs that file only.
            throw new CaptureException(
                $"'{content.Name}' cannot be read as a picture, and this should not have happened; please report it: "
                    + $"{failure.GetType().Name}: {failure.Message}", failure);
        }
    }

    /// <summary>Copies rows; to be asked for in ascending order.</summary>
    /// <param name="top">First row.</param>
    /// <param name="rows">Whole rows of <see cref="Layout"/>.</param>
    /// <exception cref="CaptureException">The file is cut short or broken further down.</exception>
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
            throw Broken(_content, broken, Format);
        }
    }

    /// <summary>
    /// Writes a picture with the description of this one (EXIF, ICC profile, XMP, IPTC, orientation, resolution, what a PNG says of its
    /// colours, a JPEG's gain map) in this one's format.
    /// </summary>
    /// <param name="samples">The picture, of this one's layout.</param>
    /// <param name="path">A file that is there, and is replaced; its extension does not matter.</param>
    /// <param name="stop">Ends the writing; the file is then unfinished.</param>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full, the folder is gone. Says why, and not where.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Save(PixelStore samples, string path, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(samples);
        try
        {
            VipsFault.Clear();
            using var bare = PictureKinds.Wrap(samples);
            using var spaced = bare.Copy(interpretation: _image.Interpretation, xres: _image.Xres, yres: _image.Yres);
            using var picture = spaced.Mutate(mutable => PictureDescription.Copy(_image, _loaded.Xmp, mutable));
            using var stopping = stop.Register(() => picture.SetKill(true));
            PictureKinds.Write(picture, Format, _content.Name, path);
            stop.ThrowIfCancellationRequested();
            _loaded.AddTo?.Invoke(path);
        }
        catch (VipsException failed)
        {
            stop.ThrowIfCancellationRequested();
            throw new IOException(VipsFault.Reason(failed, Format), failed);
        }
    }

    /// <summary>
    /// Writes another picture of 8 bits in any format, with the description of this one: EXIF, ICC profile, XMP, IPTC, orientation,
    /// resolution. What belongs to one format only is left out.
    /// </summary>
    /// <param name="samples">The picture, grey if this one is, else RGB, 8 bits; it lies as this one does.</param>
    /// <param name="format">Of the new file.</param>
    /// <param name="path">A file that is there, and is replaced; its extension does not matter.</param>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full, the folder is gone. Says why, and not where.</exception>
    public void SaveOther(PixelStore samples, PictureFormat format, string path)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Write(
            samples, format, _content.Name, path,
            picture => picture.Mutate(mutable => PictureDescription.Copy(_image, _loaded.Xmp, mutable)));
    }

    /// <summary>Writes a picture that has no description: sRGB or grey, 8 bits.</summary>
    /// <param name="samples">The picture.</param>
    /// <param name="format">Of the new file.</param>
    /// <param name="path">A file that is there, and is replaced; its extension does not matter.</param>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full, the folder is gone. Says why, and not where.</exception>
    public static void SaveUndescribed(PixelStore samples, PictureFormat format, string path)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Write(samples, format, "the new picture", path, static picture => picture.Copy());
    }

    private static void Write(PixelStore samples, PictureFormat format, string name, string path, Func<Image, Image> describe)
    {
        if (samples.Layout.SampleBytes != 1)
            throw new ArgumentException("The new picture has samples of 16 bits, and only 8 are written.", nameof(samples));
        try
        {
            VipsFault.Clear();
            using var bare = PictureKinds.Wrap(samples);
            using var spaced = bare.Copy(interpretation: samples.Layout.IsGrey ? Interpretation.Bw : Interpretation.Srgb);
            using var picture = describe(spaced);
            PictureKinds.Write(picture, format, name, path);
        }
        catch (VipsException failed)
        {
            throw new IOException(VipsFault.Reason(failed, format), failed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _region.Dispose();
        _image.Dispose();
        _content.Dispose();
    }

    private static CaptureException Broken(PictureContent content, VipsException broken, PictureFormat? format) =>
        new(
            $"'{content.Name}' cannot be read as a picture ({VipsFault.Reason(broken, format)}): it is broken, cut short or no "
                + "picture; export it again.", broken);
}
