using System.Text.Json;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Focus.Lens;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>
/// What was measured of lenses, kept over restarts: one JSON file with an entry for each lens on each camera. A file that cannot be read
/// is ignored, and replaced with the next measurement. Thread-safe within a process; of two processes the later one wins.
/// </summary>
internal sealed class LensCalibrations
{
    private const int MaxBytes = 1 << 20;
    private const int MaxLenses = 500;
    private const double KeptSigma = 0.4; // k differs with the zoom, the size of the live view, the point

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, LensCalibration?> _lenses = [];

    /// <summary>Reads the file, if it is there.</summary>
    /// <param name="path">Where it is kept; its folder is made with the first measurement.</param>
    public LensCalibrations(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            if (!File.Exists(_path))
                return;
            if (new FileInfo(_path).Length > MaxBytes)
                throw new JsonException("it is too long");
            foreach (var (lens, known) in JsonSerializer.Deserialize(File.ReadAllBytes(_path), LensFileJson.Default.LensFile)?.Lenses ?? [])
            {
                if (known is not null)
                    _lenses[lens] = known;
            }
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            Note = $"What was measured of lenses before could not be read from {_path}, and is measured again: {broken.Message}";
        }
    }

    /// <summary>What could not be read or kept, one sentence; null when all went well.</summary>
    public string? Note { get; private set; }

    /// <summary>What was measured of a lens; unknown when nothing was. k counts as a rough guess.</summary>
    public LensCalibration Of(string lens)
    {
        lock (_gate)
            return _lenses.GetValueOrDefault(lens) is { } known
                ? known with { PixelsSigma = Math.Max(known.PixelsSigma, KeptSigma) }
                : LensCalibration.Unknown;
    }

    /// <summary>Keeps what was measured of a lens. What cannot be written is said by <see cref="Note"/>.</summary>
    public void Keep(string lens, LensCalibration known)
    {
        lock (_gate)
        {
            if (known == LensCalibration.Unknown || (_lenses.Count >= MaxLenses && !_lenses.ContainsKey(lens)))
                return;
            _lenses[lens] = known;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                using var file = new AtomicFile(_path);
                using (var stream = file.Open())
                    JsonSerializer.Serialize(stream, new LensFile(new(_lenses)), LensFileJson.Default.LensFile);
                file.Commit(overwrite: true);
                Note = null;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                Note = $"What was measured of the lens could not be kept in {_path}: {refused.Message}";
            }
        }
    }
}
