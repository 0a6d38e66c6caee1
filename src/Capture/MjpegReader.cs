using System.Net;
using OpenCvSharp;

namespace P2IKT.Live.Capture;

/// <summary>MJPEG: pictures, one after another, in one multipart body that never ends; over HTTP, or from a program that makes it.</summary>
internal sealed class MjpegReader : ILiveReader
{
    private readonly IDisposable[] _owned;
    private readonly MultipartPictures _pictures;
    private readonly TimeSpan _patience;
    private CancellationTokenSource _limit = new(); // rearmed for each picture
    private Mat? _picture; // one that did not fit the draft, or is no plain JPEG

    /// <param name="body">Where the pictures come from.</param>
    /// <param name="patience">How long to wait for one of them.</param>
    /// <param name="owned">What is disposed with the reader, in this order.</param>
    public MjpegReader(Stream body, TimeSpan patience, params IDisposable[] owned)
    {
        (_owned, _patience) = (owned, patience);
        _pictures = new MultipartPictures(body);
    }

    public FrameSize Size { get; private set; }

    public double FramesPerSecond => 0;

    /// <summary>Connects and waits for the first picture, which tells the size. Null with the reason when there is none.</summary>
    public static MjpegReader? TryOpen(Uri address, TimeSpan patience, CancellationToken stop, out (string Reason, bool IsOtherMedia, Exception? Cause) problem)
    {
        OpenCvRuntime.Prepare();
        problem = default;
        var client = new HttpClient(new SocketsHttpHandler { Credentials = CredentialsOf(address), MaxAutomaticRedirections = 3 }) { Timeout = Timeout.InfiniteTimeSpan };
        HttpResponseMessage? response = null;
        MjpegReader? reader = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        try
        {
            response = client.GetAsync(WithoutCredentials(address), HttpCompletionOption.ResponseHeadersRead, limit.Token).GetAwaiter().GetResult();
            var media = response.Content.Headers.ContentType?.MediaType ?? "nothing";
            if (!response.IsSuccessStatusCode)
                problem.Reason = $"it answered {(int)response.StatusCode} {response.ReasonPhrase}";
            else if (!media.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                problem = ($"it sends {media}, not MJPEG", true, null);
            else
                reader = new MjpegReader(response.Content.ReadAsStream(limit.Token), patience, response, client);
            if (reader is not null && !reader.FirstPicture(stop))
                problem.Reason = "no picture could be decoded";
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or UriFormatException)
        {
            stop.ThrowIfCancellationRequested();
            problem = (fault is OperationCanceledException ? $"no answer within {patience.TotalSeconds:0} s" : fault.Message.TrimEnd('.'), false, fault);
        }
        if (problem.Reason is null)
            return reader;
        reader?.Dispose();
        response?.Dispose();
        client.Dispose();
        return null;
    }

    public bool Grab(CancellationToken stop)
    {
        if (!_limit.TryReset()) // it ran out, perhaps while our caller was busy with the picture before
        {
            _limit.Dispose();
            _limit = new CancellationTokenSource();
        }
        _limit.CancelAfter(_patience);
        using var stopping = stop.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), _limit);
        try
        {
            return _pictures.Next(_limit.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return false;
        }
    }

    public bool Retrieve(Frame draft)
    {
        if (JpegPicture.TryReadSize(_pictures.Current, out var size) && size == draft.Size && JpegPicture.TryDecode(_pictures.Current, draft))
            return true; // as nearly always, without an object per picture
        if (!Decode())
            return false;
        Size = new FrameSize(_picture!.Width, _picture.Height);
        return DecodedPicture.TryCopy(_picture, draft);
    }

    public bool CopyMoved(Frame draft) => _picture is not null && DecodedPicture.TryCopy(_picture, draft);

    public void Dispose()
    {
        _picture?.Dispose();
        _limit.Dispose();
        foreach (var resource in _owned)
            resource.Dispose();
    }

    /// <summary>Waits for a picture that can be decoded, which tells the size; false when there is none.</summary>
    public bool FirstPicture(CancellationToken stop)
    {
        for (var attempt = 0; attempt < 5 && Grab(stop); attempt++) // a stream that is joined midway may begin with half a picture
        {
            if (!Decode())
                continue;
            Size = new FrameSize(_picture!.Width, _picture.Height);
            return true;
        }
        return false;
    }

    private bool Decode()
    {
        _picture?.Dispose();
        _picture = null;
        try
        {
            var picture = Cv2.ImDecode(_pictures.Current, ImreadModes.Color);
            if (!picture.Empty() && picture.Width <= FrameSize.MaxSide && picture.Height <= FrameSize.MaxSide)
                _picture = picture;
            else
                picture.Dispose();
        }
        catch (OpenCVException)
        {
            // A damaged picture: the next one will do.
        }
        return _picture is not null;
    }

    private static NetworkCredential? CredentialsOf(Uri address)
    {
        if (address.UserInfo.Length == 0)
            return null;
        var parts = address.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static Uri WithoutCredentials(Uri address) => new UriBuilder(address) { UserName = "", Password = "" }.Uri;
}
