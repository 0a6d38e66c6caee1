using System.CommandLine;
using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Commands;

/// <summary>The part of <c>doctor</c> that checks a shoot before it begins: the tethered camera, and the disks.</summary>
internal sealed class DoctorShoot
{
    private static readonly TimeSpan SettingsWithin = TimeSpan.FromSeconds(15); // a slow camera takes some seconds to list them
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Option<string?> _source = new("--source")
    {
        Description = "The tethered camera to check: gphoto2:..; the first one on USB without",
        HelpName = "URI",
    };

    private readonly Option<string?> _stills = new("--stills") { Description = "Where pictures would go", HelpName = "FOLDER" };

    private readonly Option<string?> _clips = new("--clips") { Description = "Where clips would go", HelpName = "DIR" };

    private readonly Option<string?> _copyTo = new("--copy-to") { Description = "Where second copies would go", HelpName = "DIR" };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> Options => [_source, _stills, _clips, _copyTo];

    /// <summary>Whether the command line names what to check.</summary>
    public bool IsAskedFor(ParseResult parsed) => Options.Any(option => parsed.GetResult(option) is not null);

    /// <summary>Checks; opens a camera only where there is one.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="found">The first tethered camera that was found on USB; null: none.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<IReadOnlyList<PreflightCheck>> RunAsync(ParseResult parsed, string? found, CancellationToken stop)
    {
        var options = new LiveOptions { StillsFolder = parsed.GetValue(_stills) };
        var pictures = options.StillsFolder ?? new SourceOptions().StillsFolder;
        var clips = parsed.GetValue(_clips) ?? LiveOptions.DefaultClipsFolder;
        var checks = new List<PreflightCheck>();
        if ((parsed.GetValue(_source) ?? found) is { } uri)
            checks.AddRange(await CheckCameraAsync(uri, pictures, stop));
        checks.AddRange(Preflight.OfUsb(UsbCameras.WrongModes()));
        checks.Add(Preflight.OfDisk("Disk for pictures", pictures));
        checks.Add(Preflight.OfDisk("Disk for clips", clips));
        if (parsed.GetValue(_copyTo) is { } copies)
        {
            checks.Add(Directory.Exists(copies)
                ? Preflight.OfDisk("Second copy", copies)
                : new PreflightCheck("Second copy", PreflightLevel.Bad, $"The folder {copies} is not there: connect its disk, or make "
                    + "the folder."));
        }
        return checks;
    }

    private static async Task<IReadOnlyList<PreflightCheck>> CheckCameraAsync(string uri, string pictures, CancellationToken stop)
    {
        try
        {
            await using var source = await FrameSources.OpenAsync(uri, new SourceOptions { StillsFolder = pictures }, stop);
            if (source.Camera is not { } camera)
                return [new PreflightCheck("Camera", PreflightLevel.Bad, $"{uri} is not a tethered camera: name one with gphoto2:.")];
            source.Start();
            var began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began) < SettingsWithin && camera.State is ({ Card: null } or { Settings.Count: 0 }))
                await Task.Delay(Interval, stop);
            return [.. Preflight.OfCamera(camera.State)];
        }
        catch (CaptureException refused)
        {
            return [new PreflightCheck("Camera", PreflightLevel.Bad, refused.Message)];
        }
    }
}
