using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>The command as a process: stopped by a signal, out of disk.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurProcessTests : DeblurRun
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task OnASignal_ItLeavesWholeFilesOnlyAndSaysHowToGoOn(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        using (var scene = SamplePictures.Scene(1500, 1000))
        {
            for (var i = 1; i <= 40; i++)
                scene.Pngsave(In($"in/IMG_{i}.png"), compression: 0);
        }
        // env: what runs in the background of a script inherits an ignored SIGINT, and the tests may run so.
        using var program = Start("env", "--default-signal=INT,TERM,HUP,QUIT", "dotnet", Program, "deblur", In("in"), "-o", In("out"));
        var output = new List<string>();
        while (await program.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(Timeout, Cancel) is { } line)
        {
            output.Add(line);
            if (line.StartsWith("[2/", StringComparison.Ordinal)) // it is in the middle of the third
                Process.Start("kill", [$"-{signal}", program.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
        }
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

        Assert.Equal(ExitCode.Failed, program.ExitCode);
        Assert.Contains("start again to go on", output[^1], StringComparison.Ordinal);
        var files = Files("out");
        Assert.InRange(files.Count, 2, 39);
        // And Dispose finds nothing half done.
        Assert.All(files, file => Assert.Equal(1500 * 1000 * 3, SamplePictures.Read(In(file)).Samples.Length));
    }

    /// <summary>The engine's kernels are specialised for the width of registers: that of the machine is not the only one that is tested.</summary>
    [Theory]
    [InlineData("p2ikt-live")]
    [InlineData("p2ikt-live-hq")]
    [InlineData("p2ikt-live-xl")]
    public async Task WithRegistersOf256Bits_ItMakesThePictureOf512(string model)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "Needs registers of 512 bits.");
        using (var scene = SamplePictures.Scene(331, 207))
            scene.WriteToFile(In("a.png"));
        foreach (var (width, isOn) in new[] { ("256", "0"), ("512", "1") })
        {
            using var program = Start("env", $"DOTNET_EnableAVX512={isOn}", "dotnet", Program, "deblur", In("a.png"), "-o", In($"{width}.png"), "--model", model);
            var said = await program.StandardError.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
            await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
            Assert.True(program.ExitCode == 0, said);
        }
        var (narrow, wide) = (SamplePictures.Read(In("256.png")).Samples, SamplePictures.Read(In("512.png")).Samples);
        Assert.Equal(331 * 207 * 3, wide.Length);
        Assert.All(narrow.Zip(wide), static pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.tif")]
    [InlineData("a.webp")]
    public async Task OnAFullDisk_ItSaysSoAndLeavesNothing(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit on file size is the shell's.");
        using (var scene = SamplePictures.Scene(1000, 700))
            scene.WriteToFile(In(name));
        // A limit of 16 blocks of 1 KiB to each file stands for the disk; the runtime's own mapping of code is a file, too.
        using var program = Start("bash", "-c", $"trap '' XFSZ; ulimit -f 16; DOTNET_EnableWriteXorExecute=0 exec dotnet '{Program}' deblur '{In(name)}' -o '{In("out")}' --model p2ikt-live");
        var errors = await program.StandardError.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);

        Assert.Equal(ExitCode.Failed, program.ExitCode);
        Assert.Contains("cannot be written", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(Files("out"));
    }

    private static string Program => typeof(ExitCode).Assembly.Location;

    private static Process Start(string program, params string[] args) => Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
