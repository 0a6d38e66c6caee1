using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using P2IKT.Live.Capture.TestScene;
using P2IKT.Live.Capture.Webcam;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>The options behind the question mark of a <see cref="SourceUri"/>; null is "not given".</summary>
public sealed record SourceUriOptions
{
    /// <summary>The highest frame rate that may be asked for.</summary>
    public const double MaxFramesPerSecond = 1000;

    /// <summary>Name of the option behind <see cref="Pin"/>.</summary>
    internal const string PinName = "pin";

    /// <summary>No options.</summary>
    public static SourceUriOptions None { get; } = new();

    /// <summary><c>size=1280x720</c>: of the test scene, or wished from a camera.</summary>
    public FrameSize? Size { get; private init; }

    /// <summary><c>fps=30</c>: of the test scene, or wished from a camera.</summary>
    public double? FramesPerSecond { get; private init; }

    /// <summary><c>seed=1</c>: which test scene.</summary>
    public int? Seed { get; private init; }

    /// <summary><c>frames=300</c>: after how many frames the test scene ends by itself.</summary>
    public long? Frames { get; private init; }

    /// <summary><c>loop=1</c>: whether a file begins again at its end.</summary>
    public bool? Loop { get; private init; }

    /// <summary><c>format=mjpeg</c>: the pixel format wished from a camera, one of <see cref="CameraFormat.Names"/>.</summary>
    public string? Format { get; private init; }

    /// <summary><c>existing=1</c>: whether stills that lie in a hot folder already count as arrived.</summary>
    public bool? Existing { get; private init; }

    /// <summary><c>recursive=0</c>: whether the subfolders of a hot folder count.</summary>
    public bool? Recursive { get; private init; }

    /// <summary><c>poll=1</c>: how often a hot folder is looked at, in seconds; notifications of the system come on top.</summary>
    public TimeSpan? Poll { get; private init; }

    /// <summary><c>settle=0.5</c>: how long a still in a hot folder must look the same before it is read, in seconds.</summary>
    public TimeSpan? StableFor { get; private init; }

    /// <summary>
    /// <c>pin=SHA256</c>: the one certificate that a network camera may have, by its SHA-256 in 64 hexadecimal digits; other values belong
    /// to the camera, as the rest of an address does.
    /// </summary>
    public string? Pin { get; internal init; }

    /// <summary>"?size=1280x720&amp;fps=30", or nothing.</summary>
    public override string ToString()
    {
        var given = string.Join('&', Given());
        return given.Length > 0 ? "?" + given : "";
    }

    internal static bool TryParse(
        SourceScheme scheme,
        string query,
        string text,
        [NotNullWhen(true)] out SourceUriOptions? options,
        [NotNullWhen(false)] out string? problem)
    {
        string[] known = scheme switch
        {
            SourceScheme.Test => ["size", "fps", "seed", "frames"],
            SourceScheme.Camera => ["size", "fps", "format"],
            SourceScheme.Folder => ["existing", "recursive", "poll", "settle"],
            _ => ["loop"],
        };
        options = None;
        problem = null;
        HashSet<string> seen = [];
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            if (!known.Contains(name))
                problem = $"Option '{name}' in '{text}' is unknown here; this source knows {string.Join(", ", known)}.";
            else if (!seen.Add(name))
                problem = $"Option '{name}' in '{text}' is given twice; give it once.";
            else if (options.Set(name, value, out var wanted) is { } changed)
                options = changed;
            else
                problem = $"Value '{value}' of option '{name}' in '{text}' is not {wanted}.";
            if (problem is not null)
                return false;
        }
        return true;
    }

    private SourceUriOptions? Set(string name, string value, out string wanted)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (name)
        {
            case "size":
                wanted = $"a size such as 1280x720, of at most {TestSource.MaxPixels / 1_000_000} million pixels";
                return FrameSize.TryParse(value, out var size) && size.Pixels <= TestSource.MaxPixels ? this with { Size = size } : null;
            case "fps":
                wanted = "a frame rate such as 30 or 29.97, at most 1000";
                return double.TryParse(value, NumberStyles.AllowDecimalPoint, culture, out var fps) && fps is > 0.001 and <= MaxFramesPerSecond
                    ? this with { FramesPerSecond = fps }
                    : null;
            case "seed":
                wanted = "a whole number such as 1";
                return int.TryParse(value, NumberStyles.None, culture, out var seed) ? this with { Seed = seed } : null;
            case "frames":
                wanted = "a number of frames such as 300";
                return long.TryParse(value, NumberStyles.None, culture, out var frames) && frames > 0 ? this with { Frames = frames } : null;
            case "format":
                wanted = $"a pixel format: {string.Join(", ", CameraFormat.Names)}";
                return CameraFormat.Names.Contains(value) ? this with { Format = value } : null;
            case "poll" or "settle":
                wanted = "a number of seconds from 0.1 to 3600";
                if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, culture, out var seconds) || seconds is not (>= 0.1 and <= 3600))
                    return null;
                return name == "poll" ? this with { Poll = TimeSpan.FromSeconds(seconds) } : this with { StableFor = TimeSpan.FromSeconds(seconds) };
            default:
                wanted = "1 or 0";
                if (value is not ("1" or "0"))
                    return null;
                var on = value == "1";
                return name switch
                {
                    "existing" => this with { Existing = on },
                    "recursive" => this with { Recursive = on },
                    _ => this with { Loop = on },
                };
        }
    }

    private IEnumerable<string> Given()
    {
        var culture = CultureInfo.InvariantCulture;
        if (Size is { } size)
            yield return $"size={size}";
        if (FramesPerSecond is { } fps)
            yield return $"fps={fps.ToString("0.################", culture)}";
        if (Seed is { } seed)
            yield return $"seed={seed.ToString(culture)}";
        if (Frames is { } frames)
            yield return $"frames={frames.ToString(culture)}";
        if (Loop is { } loop)
            yield return $"loop={(loop ? 1 : 0)}";
        if (Format is { } format)
            yield return $"format={format}";
        if (Existing is { } existing)
            yield return $"existing={(existing ? 1 : 0)}";
        if (Recursive is { } recursive)
            yield return $"recursive={(recursive ? 1 : 0)}";
        if (Poll is { } poll)
            yield return $"poll={poll.TotalSeconds.ToString("0.#######", culture)}";
        if (StableFor is { } stableFor)
            yield return $"settle={stableFor.TotalSeconds.ToString("0.#######", culture)}";
        if (Pin is { } pin)
            yield return $"{PinName}={pin}";
    }
}
