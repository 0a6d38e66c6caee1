using NetVips;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>What libvips complains of. Its complaints lie in one place for all threads, until somebody reads them.</summary>
public static class VipsFault
{
    private static readonly Dictionary<PictureFormat, string> Decoders = new()
    {
        [PictureFormat.Jpeg] = "jpeg", [PictureFormat.Png] = "png", [PictureFormat.Tiff] = "tif", [PictureFormat.WebP] = "webp",
        [PictureFormat.LosslessWebP] = "webp",
    };

    /// <summary>Takes away what an earlier picture has left: to be called before work on another.</summary>
    public static void Clear() => _ = new VipsException(""); // reads them, and so removes them

    /// <summary>The reason of a failure, without the names of libvips' own parts and of the file.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="format">What is worked on: what is said of other formats belongs to another thread's picture. Null: not known.</param>
    public static string Reason(VipsException failure, PictureFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var lines = failure.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("unable to", StringComparison.OrdinalIgnoreCase))
            .Select(static line => (Part: Part(line), Line: line)).ToList();
        var own = format is { } known ? lines.Find(line => IsOf(line.Part, Decoders[known])) : default;
        var other = lines.Find(line => format is null || !Decoders.Values.Any(decoder => IsOf(line.Part, decoder)));
        var (part, reason) = own.Line is not null ? own : other;
        return reason is null ? "no reason given" : reason[(part.Length > 0 ? part.Length + 2 : 0)..].TrimEnd('.');
    }

    private static bool IsOf(string part, string decoder) => part.Contains(decoder, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name in front of a complaint: of one word; empty where there is none.</summary>
    private static string Part(string line)
    {
        var end = line.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && !line[..end].Contains(' ') ? line[..end] : "";
    }
}
