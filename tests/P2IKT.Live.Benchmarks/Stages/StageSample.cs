using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Preview.Live.Adaptation;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>
/// One picture of the test scene, noise included, in every form in which a stage gets it: as a camera's JPEG, as a captured frame,
/// deblurred, encoded for the preview. JPEG and its decoder take as long as a picture has detail, so a flat one would say nothing.
/// </summary>
internal sealed class StageSample : IDisposable
{
    /// <summary>About what cameras send as live view: fine, and three times the bytes of a web picture.</summary>
    private const int CameraQuality = 92;

    private readonly SingleFrame _frames;
    private readonly FrameEncoder _encoder;
    private long _version;

    public StageSample(Model model, FrameSize size)
    {
        Model = model;
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        _frames = new SingleFrame(session);
        TestScene.Play(size, 1, frame => frame.Pixels.CopyTo(_frames.Source.Draft));
        _frames.Source.Publish(0, 0);
        session.Run(_frames.Source, _frames.Sharp, _frames.Blur);
        _frames.Sharp.Publish(0, 0);
        session.ReadConfidence(_frames.Source, _frames.Blur, _frames.Confidence);
        _frames.Blur.Publish(0, 0);
        _frames.Confidence.Publish(0, 0);
        Deblurred = new DeblurredFrame(_frames.Source, _frames.Sharp, _frames.Blur, _frames.Confidence, model.BlurStride);
        using var picture = DecodedPicture.HeaderOf(_frames.Source);
        Cv2.ImEncode(".jpg", picture, out var jpeg, [(int)ImwriteFlags.JpegQuality, CameraQuality]);
        CameraJpeg = jpeg;
        _encoder = new FrameEncoder(new PreviewOptions().JpegQuality, new OverlayTable(), () => model.MaxBlurRadius);
        Encoded = new EncodedFramePool().Rent();
        Encode();
        Floors = new StageFloors(model, size, jpeg.Length, Encoded[FrameParts.Sharp, Form].Length, (int)_frames.Blur.Size.Pixels);
    }

    public Model Model { get; }

    public FrameSize Size => _frames.Source.Size;

    public byte[] CameraJpeg { get; }

    /// <summary>The frame as captured; published, number 0.</summary>
    public Frame Source => _frames.Source;

    public DeblurredFrame Deblurred { get; }

    /// <summary>What a viewer of the page is sent: the sharp picture as JPEG, and the blur map.</summary>
    public EncodedFrame Encoded { get; }

    /// <summary>Its full size and quality.</summary>
    public PictureForm Form => _encoder.FullForm;

    public StageFloors Floors { get; }

    /// <summary>Encodes it as the preview does for one viewer of the page.</summary>
    public void Encode()
    {
        Encoded.Begin(++_version, Deblurred);
        _encoder.Encode(Deblurred, FrameParts.Sharp | FrameParts.Blur, Form, Encoded);
    }

    /// <summary>Encodes its sharp picture alone, as for a viewer with a smaller window or a slow link.</summary>
    public void Encode(PictureForm form)
    {
        Encoded.Begin(++_version, Deblurred);
        _encoder.Encode(Deblurred, FrameParts.Sharp, form, Encoded);
    }

    /// <summary>Packs its maps alone, as for a viewer with a slow link.</summary>
    public void EncodePackedMaps()
    {
        Encoded.Begin(++_version, Deblurred);
        _encoder.Encode(Deblurred, FrameParts.PackedMaps, Form, Encoded);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Encoded.Release();
        _encoder.Dispose();
        Deblurred.Dispose(); // and with it the three frames
    }
}
