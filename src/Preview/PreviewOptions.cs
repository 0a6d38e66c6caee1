using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview;

/// <summary>How the preview is served; validated as it is made.</summary>
public sealed record PreviewOptions
{
    /// <summary>The port that is served when none is asked for.</summary>
    public const int DefaultPort = 8400;

    /// <summary>Address to listen on: a loopback address.</summary>
    /// <exception cref="PreviewException">It is another address, which others could reach.</exception>
    public IPAddress Address
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IPAddress.IsLoopback(value))
            {
                throw new PreviewException(
                    $"Cannot listen on {value}: watching from other machines, with a token, comes in a later version; until then use 127.0.0.1.");
            }
            field = value;
        }
    } = IPAddress.Loopback;

    /// <summary>TCP port, 0 to 65535; 0 takes any free one, which <see cref="WebPreview.Url"/> then tells.</summary>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort);
            field = value;
        }
    } = DefaultPort;

    /// <summary>JPEG quality of the pictures sent, 1 to 100. 85 shows no blocks at 200 % and costs half the bytes of 95.</summary>
    public int JpegQuality
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            field = value;
        }
    } = 85;

    /// <summary>How many may watch at once; each beyond that is refused. 16 is more screens than a studio has.</summary>
    public int MaxViewers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16;

    /// <summary>
    /// How long one picture may take to leave for a viewer before its connection counts as hung and is cut. It bounds how long a
    /// buffer stays with a viewer that is gone; a slow wireless link needs well below a second.
    /// </summary>
    public TimeSpan SendTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>The tethered camera whose controls are served under <c>/api/camera</c>; null when the source is none.</summary>
    public ICameraControls? Camera { get; init; }

    /// <summary>
    /// Adds endpoints of the program that embeds the preview; null adds none. They are served on the same port, behind the same check
    /// of who asks, and listed in the OpenAPI document. Called once, while the preview starts.
    /// </summary>
    public Action<IEndpointRouteBuilder>? Extend { get; init; }

    /// <summary>
    /// Where the preview says that it wants frames: for as long as somebody watches, and until a snapshot has its picture. Null: the frames
    /// come in any case.
    /// </summary>
    public FrameDemand? Demand { get; init; }

    /// <summary>How long a snapshot waits for a picture that has to be made for it, before it says that there is none.</summary>
    public TimeSpan SnapshotTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Measures <see cref="SendTimeout"/> and <see cref="SnapshotTimeout"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the web server logs; null logs nothing.</summary>
    public ILoggerFactory? Logging { get; init; }
}
