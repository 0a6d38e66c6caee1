using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Capture.Webcam;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Shoots;
using Spectre.Console;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live doctor</c>: tries what the program needs, and prints what to do about what fails.</summary>
internal static class DoctorCommand
{
    private static readonly FrameSize TrialSize = new(640, 360);

    private enum Verdict
    {
        Good,
        Missing, // it works without, with less
        Bad,
    }

    private sealed record Finding(Verdict Verdict, string What, string Says);

    public static async Task<int> RunAsync(
        TextWriter output, string? providers, DoctorShoot shoot, ParseResult parsed, CancellationToken stop)
    {
        var search = Gphoto2Cameras.Search();
        List<Finding> findings =
        [
            new(Verdict.Good, "System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, "
                + $"{Environment.ProcessorCount} cores, .NET {Environment.Version}"),
            OpenCv(),
            .. Providers(),
            .. Gpu(),
            .. providers is null ? [] : Plugins(ProviderFolder.Open(providers)),
            .. Models(new DeblurOptions { ProviderFolder = providers }),
            Cameras(),
            Tethering(search),
            await FfmpegAsync(stop),
            .. (await shoot.RunAsync(parsed, search.Cameras.Count > 0 ? search.Cameras[0].Uri : null, stop))
                .Select(check => Of(check, shoot.IsAskedFor(parsed))),
        ];
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "what", "state");
        foreach (var finding in findings)
        {
            var mark = finding.Verdict switch { Verdict.Good => "[green]ok[/]", Verdict.Missing => "[yellow]--[/]", _ => "[red]bad[/]" };
            table.AddRow(mark, finding.What.EscapeMarkup(), finding.Says.EscapeMarkup());
        }
        ConsoleTables.Write(output, table);
        var bad = findings.Count(f => f.Verdict == Verdict.Bad);
        output.WriteLine(bad == 0 ? "All that the live preview needs is here."
            : $"{Plural.Of(bad, "problem")} must be fixed before the live preview can work.");
        return bad == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static Finding OpenCv()
    {
        try
        {
            FrameSources.Open("test:?size=16x16").DisposeAsync().AsTask().Wait(); // loads the native library
            var hasFfmpeg = Cv2.GetBuildInformation().Split('\n')
                .Any(line => line.Contains("FFMPEG", StringComparison.Ordinal) && line.Contains("YES", StringComparison.Ordinal));
            return new Finding(hasFfmpeg ? Verdict.Good : Verdict.Bad, "OpenCV",
                $"{Cv2.GetVersionString()}, "
                    + $"{(hasFfmpeg ? "reads video through FFmpeg" : "without FFmpeg: no video file or network camera can be read")}");
        }
        catch (CaptureException failure)
        {
            return new Finding(Verdict.Bad, "OpenCV", failure.Message);
        }
    }

    private static IEnumerable<Finding> Providers() => ExecutionProviders.CheckAll().Select(s => new Finding(
        s.Reason is null ? Verdict.Good : Verdict.Missing,
        ProviderChoice.NameOf(s.Provider),
        s.Reason ?? $"ONNX Runtime {ExecutionProviders.RuntimeVersion}"));

    /// <summary>Looks for the GPU libraries on the machine: ONNX Runtime names only one missing file at a time.</summary>
    private static IEnumerable<Finding> Gpu()
    {
        if (NvidiaDriver.Gpu is not { } gpu)
        {
            yield return new Finding(Verdict.Missing, "NVIDIA GPU", "nvidia-smi finds none; the network runs on the processor without");
            yield break;
        }
        yield return new Finding(Verdict.Good, "NVIDIA GPU", gpu);
        foreach (var library in GpuLibraries.OfThisMachine.All)
        {
            yield return new Finding(library.IsThere ? Verdict.Good : Verdict.Missing, library.Name,
                library.Problem ?? $"{library.Found[0]} (ONNX Runtime {ExecutionProviders.RuntimeVersion} wants {library.Major})");
        }
    }

    /// <summary>What each library of the folder says, and each device of a library.</summary>
    private static IEnumerable<Finding> Plugins(ProviderFolder folder)
    {
        if (folder.Libraries.Count == 0)
            yield return new Finding(Verdict.Missing, "Plug-ins", $"no library is in {folder.Path}");
        foreach (var library in folder.Libraries)
        {
            if (library.UnavailableReason is { } reason)
                yield return new Finding(Verdict.Missing, library.Name, reason);
            foreach (var device in library.Devices)
            {
                var version = device.Version.Length > 0 ? $" {device.Version}" : "";
                var vendor = device.Vendor.Length > 0 ? $" of {device.Vendor}" : "";
                yield return new Finding(Verdict.Good, library.Name,
                    $"{device.ProviderName}{version}{vendor}, on {device.Kind} {device.Description}"
                        + (device.IsAccelerator ? "" : "; chosen by `--provider plugin` only"));
            }
        }
    }

    private static IEnumerable<Finding> Models(DeblurOptions options)
    {
        var catalog = ModelCatalog.Standard;
        if (!catalog.Files.Any())
            yield return new Finding(Verdict.Bad, "Models",
                $"none in {catalog.Folder}: build the program from its whole repository, or set P2IKT_MODELS");
        foreach (var file in catalog.Files)
            yield return Try(file, options);
    }

    /// <summary>A model that loads may still fail to run: it is run on one frame.</summary>
    private static Finding Try(string file, DeblurOptions options)
    {
        var what = "Model " + Path.GetFileNameWithoutExtension(file);
        try
        {
            var model = ModelFile.Load(file);
            using var session = DeblurSessions.Create(model, TrialSize, options);
            using var frame = new SingleFrame(session);
            frame.Source.Publish(0, 0);
            session.Run(frame.Source, frame.Sharp, frame.Blur); // the first pays for warming up
            var start = TimeProvider.System.GetTimestamp();
            session.Run(frame.Source, frame.Sharp, frame.Blur);
            var ms = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            var fallback = session.Provider.Provider == ExecutionProvider.Cpu && model.CpuFallbackReason is { } reason
                ? $"; ONNX Runtime runs it, slower: {reason}" : "";
            var says = string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms for a frame of {TrialSize}");
            return new Finding(Verdict.Good, what, $"runs on {session.Provider.Name}: {says}{fallback}");
        }
        catch (DeblurException failure)
        {
            return new Finding(Verdict.Bad, what, failure.Message);
        }
    }

    private static Finding Cameras()
    {
        var cameras = CameraDevices.List();
        return cameras.Count > 0
            ? new Finding(Verdict.Good, "Cameras", string.Join(", ", cameras.Select(c => $"{c.Name} ({c.Uri})")))
            : new Finding(Verdict.Missing, "Cameras", "no webcam or capture card found; the test scene and video files work without");
    }

    /// <summary>What is bad for a shoot is a problem where a shoot is checked: the live preview works all the same.</summary>
    private static Finding Of(PreflightCheck check, bool isAskedFor) => new(
        check.Level == PreflightLevel.Good ? Verdict.Good : check.Level == PreflightLevel.Bad && isAskedFor ? Verdict.Bad : Verdict.Missing,
        check.What, check.Says);

    private static Finding Tethering(CameraSearch search)
    {
        if (search.LibraryVersion is not { } version)
            return new Finding(Verdict.Missing, "libgphoto2", search.UnavailableReason ?? "does not answer");
        return new Finding(Verdict.Good, "libgphoto2", $"{version}; {search.UnavailableReason ?? (search.Cameras.Count > 0
            ? string.Join(", ", search.Cameras.Select(c => $"{c.Name} ({c.Uri})"))
            : "no camera is connected by USB")}");
    }

    /// <summary>Names the encoders that were built in; whether their hardware is there, only a recording shows.</summary>
    private static async Task<Finding> FfmpegAsync(CancellationToken stop)
    {
        if (FfmpegProgram.Path is not { } found)
            return new Finding(Verdict.Missing, "ffmpeg",
                $"not on the path: {FfmpegProgram.HowToInstall}; clips, videos to deblur and network cameras (rtsp://) need it");
        var known = await FfmpegProgram.ProbeVersionAsync(stop);
        var version = known ?? "does not report its version";
        if (FfmpegProgram.MajorOf(known) < FfmpegProgram.OldestMajor)
            return new Finding(Verdict.Bad, "ffmpeg",
                $"{found}, {version}, is too old: {FfmpegProgram.OldestMajor} at least; {FfmpegProgram.HowToInstall}");
        var codecs = new List<string>();
        foreach (var codec in VideoCodec.All)
        {
            if (await codec.ProbeAsync(stop))
                codecs.Add(codec.Name);
        }
        if (!codecs.Contains(VideoCodec.Default))
        {
            var others = codecs.Count > 0 ? string.Join(" or ", codecs) : "of another build";
            return new Finding(Verdict.Missing, "ffmpeg",
                $"{found}, {version}, lacks libx264, the usual encoder: record with --codec {others}, or {FfmpegProgram.HowToInstall}");
        }
        var hasProbe = FfmpegProgram.ProbePath is not null;
        var lacking = hasProbe ? "" : "; ffprobe, which videos to deblur need, is missing beside it";
        return new Finding(hasProbe ? Verdict.Good : Verdict.Missing, "ffmpeg",
            $"{found}, {version}; codecs: {string.Join(", ", codecs)}{lacking}");
    }
}
