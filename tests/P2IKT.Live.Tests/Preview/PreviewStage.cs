using System.Diagnostics;
using System.Net.Http.Json;
using System.Reactive.Subjects;
using System.Text.Json;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>
/// A preview over a stream that the test publishes frame by frame. Its disposal disposes the preview and checks that every
/// buffer has come back, so every test that uses it ends with nothing outstanding.
/// </summary>
internal sealed class PreviewStage : IAsyncDisposable
{
    public const int BlurStride = 8;
    private readonly Subject<DeblurredFrame> _frames = new();
    private readonly FramePool _pictures;
    private readonly FramePool _maps;
    private WebPreview? _preview;
    private int _statusFailures;

    private PreviewStage(FrameSize size)
    {
        Size = size;
        MapSize = new FrameSize((size.Width + BlurStride - 1) / BlurStride, (size.Height + BlurStride - 1) / BlurStride);
        _pictures = new FramePool(size, 2 * (WebPreview.MaxHeldFrames + 1));
        _maps = new FramePool(MapSize, 2 * (WebPreview.MaxHeldFrames + 1), PixelFormat.Float32);
        Status = new LiveStatus
        {
            Source = new SourceStatus("test:", "Test scene", size.Width, size.Height, 30, true, ConnectionState.Connected),
            Model = new ModelStatus("P2IKT", "p2ikt-live", 2000, BlurStride, 16, 2.5),
            Provider = new ProviderStatus("CPU", "CUDA is not in use: there is no NVIDIA driver."),
        };
        Client.DefaultRequestHeaders.ConnectionClose = true;
    }

    public FrameSize Size { get; }

    public FrameSize MapSize { get; }

    public LiveStatus Status { get; set; }

    /// <summary>Whoever asks for the status meets a fault, and is counted.</summary>
    public bool StatusFails { get; set; }

    /// <summary>How often that was.</summary>
    public int StatusFailures => Volatile.Read(ref _statusFailures);

    /// <summary>False: as where no network has run.</summary>
    public bool KnowsRadius { get; set; } = true;

    /// <summary>Share of the picture that holds still, 0 to 1.</summary>
    public double StillShare { get; set; }

    /// <summary>Of every radius, 0 to 1.</summary>
    public float Confidence { get; set; } = 1;

    /// <summary>The radius at a place of the picture in its pixels; null: the ramp.</summary>
    public Func<double, double, float>? Radii { get; set; }

    /// <summary>The confidence at a place of the picture in its pixels; null: <see cref="Confidence"/> everywhere.</summary>
    public Func<double, double, float>? Confidences { get; set; }

    /// <summary>What the frames that are published next say was refined.</summary>
    public RefinedArea? Refined { get; set; }

    public HttpClient Client { get; } = new();

    public WebPreview Preview => _preview!;

    public Uri Url => Preview.Url;

    public Uri SocketUrl => new($"ws://{Url.Authority}/live");

    public int Outstanding => _pictures.Outstanding + _maps.Outstanding;

    public static async Task<PreviewStage> StartAsync(PreviewOptions? options = null, FrameSize? size = null)
    {
        var stage = new PreviewStage(size ?? new FrameSize(320, 200));
        stage._preview = await WebPreview.StartAsync(
            stage._frames, stage.TellStatus, options ?? new PreviewOptions { Port = 0 }, TestContext.Current.CancellationToken);
        return stage;
    }

    /// <summary>
    /// Publishes a frame: the source grey 60, the sharp picture grey 200, or as painted; the map a ramp from 0 at the left edge to 16
    /// pixels at the right one.
    /// </summary>
    public void Publish(long sequence, byte sourceGrey = 60, byte sharpGrey = 200, Action<Span<byte>>? paint = null)
    {
        Assert.True(_pictures.TryRent(out var source), "The preview holds more frames than it says.");
        Assert.True(_pictures.TryRent(out var sharp), "The preview holds more frames than it says.");
        Assert.True(_maps.TryRent(out var map), "The preview holds more frames than it says.");
        Assert.True(_maps.TryRent(out var confidence), "The preview holds more frames than it says.");
        source.Draft.Fill(sourceGrey);
        sharp.Draft.Fill(sharpGrey);
        paint?.Invoke(source.Draft);
        paint?.Invoke(sharp.Draft);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(map.Draft);
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = (((i % MapSize.Width) + 0.5) * BlurStride, ((i / MapSize.Width) + 0.5) * BlurStride);
            values[i] = KnowsRadius ? Radii?.Invoke(x, y) ?? RadiusAt(x) : float.NaN;
            confidence.DraftValues[i] = Confidences?.Invoke(x, y) ?? Confidence;
        }
        var now = Stopwatch.GetTimestamp();
        foreach (var part in new[] { source, sharp, map, confidence })
            part.Publish(sequence, now);
        using var frame = new DeblurredFrame(source, sharp, map, confidence, BlurStride) { Refined = Refined, StillShare = StillShare };
        _frames.OnNext(frame);
    }

    /// <summary>The radius that the map tells at a column of the picture.</summary>
    public float RadiusAt(double x) => (float)(16 * x / Size.Width);

    private LiveStatus TellStatus()
    {
        if (!StatusFails)
            return Status;
        Interlocked.Increment(ref _statusFailures);
        throw new InvalidOperationException("no status");
    }

    public void Complete() => _frames.OnCompleted();

    public void Fail(Exception error) => _frames.OnError(error);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>The detail of an answer that must be problem details.</summary>
    public static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        return problem.RootElement.GetProperty("detail").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Preview.DisposeAsync();
        Client.Dispose();
        _frames.Dispose();
        Assert.Equal(0, Outstanding);
        Assert.Equal(0, Preview.EncodedOutstanding);
        Assert.Equal(0, Preview.Viewers);
        _pictures.Dispose();
        _maps.Dispose();
    }
}
