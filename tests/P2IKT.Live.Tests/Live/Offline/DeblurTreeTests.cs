using System.Diagnostics;
using System.Text;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Tests.Capture.Pictures;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>Folders as they are: what lies in them that is no picture, and names that are no names. One bad entry costs itself.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurTreeTests : DeblurRun
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a[page=1].tif")]
    [InlineData("a[Q=1].jpg")]
    [InlineData("a[1].png")]
    [InlineData("a[lossless].webp")]
    [InlineData("in[1]/a[.png")]
    [InlineData("%03d {} 'quoted' \"twice\".png")]
    public async Task AName_IsTakenAsItStands(string name)
    {
        var folder = Path.GetDirectoryName(In("in/" + name))!;
        using (var scene = SamplePictures.Scene(40, 30))
        {
            Directory.CreateDirectory(folder);
            scene.WriteToFile(In("plain" + Path.GetExtension(name)));
        }
        File.Move(In("plain" + Path.GetExtension(name)), In("in/" + name));
        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out} --maps"));
        Assert.Contains("out/" + name, Files("out"));
        Assert.Equal(2, Files("out").Count);
    }

    [Fact]
    public async Task APipeInTheTree_HoldsUpNobody_AndIsTold()
    {
        Drop("in/a.png");
        await MakePipe("in/pipe.jpg");
        await MakePipe("in/clip.mp4");
        await MakePipe("in/nothing in its name");
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}").WaitAsync(TimeSpan.FromSeconds(120), Cancel));

        Assert.Equal(["out/a.png"], Files("out"));
        Assert.Equal(2, Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.Contains("is a pipe or a device", StringComparison.Ordinal)));
        Assert.Contains("1 deblurred, 0 done earlier, 2 failed", Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await Deblur("{in/pipe.jpg} -o {out}").WaitAsync(TimeSpan.FromSeconds(120), Cancel));
        AssertOneSentence("is a pipe or a device");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --overwrite")]
    public async Task APipeUnderAResultsName_IsRefused(string options)
    {
        Drop("in/a.png", "in/b.png");
        await MakePipe("out/a.png");
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}" + options).WaitAsync(TimeSpan.FromSeconds(120), Cancel));

        AssertOneSentence("is a pipe or a device");
        Assert.Contains("1 deblurred", Output, StringComparison.Ordinal);
        Assert.True(P2IKT.Live.Capture.Files.SpecialFile.IsAt(In("out/a.png")));
        File.Delete(In("out/a.png"));
    }

    [Fact]
    public async Task NamesThatAreNotUtf8_AreTold_AndTheRestGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are bytes on Linux only.");
        Drop("in/a.png");
        await Run("bash", "-c", $"cp '{In("in/a.png")}' $'{In("in")}/caf\\xe9.png' && mkdir $'{In("in")}/\\xfe' && cp '{In("in/a.png")}' $'{In("in")}/\\xfe/b.png'");
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}"));

        Assert.Equal(["out/a.png"], Files("out"));
        Assert.Equal(2, Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("not UTF-8", line, StringComparison.Ordinal));
        await Run("rm", "-r", In("in"));
    }

    [Fact]
    public async Task AFolderThatMayNotBeRead_CostsWhatLiesInIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Permissions as on Linux.");
        Assert.SkipUnless(await Run("id", "-u") != "0" || await Run("bash", "-c", "command -v setpriv || true") != "", "Whoever runs this may read everything.");
        Drop("in/a.png", "in/shut/b.png");
        Directory.CreateDirectory(In("out/."));
        await Run("chmod", "-R", "a+rwX", Path.GetDirectoryName(In("in"))!);
        await Run("chmod", "0", In("in/shut"));
        // Root may read everything: so it becomes somebody else.
        string[] command = ["dotnet", typeof(ExitCode).Assembly.Location, "deblur", In("in"), "-o", In("out"), "--model", "p2ikt-live"];
        string[] start = await Run("id", "-u") == "0" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. command] : command;
        using var program = Process.Start(new ProcessStartInfo(start[0], start[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, Environment = { ["HOME"] = In("out"), ["TMPDIR"] = In("out") } })!;
        var (output, errors) = (program.StandardOutput.ReadToEndAsync(Cancel), program.StandardError.ReadToEndAsync(Cancel));
        await program.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        await Run("chmod", "755", In("in/shut"));

        Assert.SkipWhen((await errors).Contains("ermission denied", StringComparison.Ordinal) && !(await errors).Contains("shut", StringComparison.Ordinal), $"Somebody else may not run the program here: {await errors}");
        Assert.Contains($"The folder '{In("in/shut")}' cannot be listed", await errors, StringComparison.Ordinal);
        Assert.Contains("1 deblurred, 0 done earlier, 1 failed", await output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, program.ExitCode);
        Assert.True(File.Exists(In("out/a.png")));
    }

    [Fact]
    public async Task LinksThatLeadRoundInACircle_CostThemselves()
    {
        Drop("in/a.png");
        File.CreateSymbolicLink(In("in/b.png"), "c.png");
        File.CreateSymbolicLink(In("in/c.png"), "b.png");
        File.CreateSymbolicLink(In("in/gone.png"), "nowhere.png");
        Directory.CreateSymbolicLink(In("in/round"), In("in"));
        Assert.Equal(ExitCode.Failed, await Deblur("{in} -o {out}"));

        Assert.Equal(["out/a.png"], Files("out"));
        Assert.Contains("1 deblurred, 0 done earlier, 3 failed", Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ä", 125)] // 2 bytes
    [InlineData("虫", 83)] // 3 bytes
    [InlineData("🐛", 62)] // 4 bytes, two characters
    [InlineData("a", 251)]
    public async Task NamesAsLongAsNamesMayBe_AreDone_TheirMapsToo(string letter, int count)
    {
        var (name, other) = (string.Concat(Enumerable.Repeat(letter, count)), string.Concat(Enumerable.Repeat(letter, count - 1)));
        Assert.InRange(Encoding.UTF8.GetByteCount(name + ".png"), 252, 255);
        Drop($"in/{name}.png", $"in/{other}x.png"); // they begin alike
        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out} --maps"));

        var files = Files("out");
        Assert.Equal(4, files.Count);
        Assert.Contains($"out/{name}.png", files);
        Assert.Equal(2, files.Count(file => file.EndsWith(".blur.png", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AFolderOfPicturesThatAreNotRead_SaysHowMany()
    {
        for (var i = 0; i < 3; i++)
            File.WriteAllText(In($"in/IMG_{i}.HEIC"), "ftypheic");
        File.WriteAllText(In("in/notes.txt"), "dear");
        Assert.Equal(ExitCode.Done, await Deblur("{in} -o {out}"));
        Assert.Contains("4 files of other kinds left out (3 .heic, 1 .txt)", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenPictures_AreEachToldWithTheirOwnReason()
    {
        File.WriteAllBytes(In("in/1.jpg"), PictureBytes.Jpeg()[..900]);
        File.WriteAllBytes(In("in/2.png"), PictureBytes.Png()[..900]);
        File.WriteAllBytes(In("in/3.tif"), new TiffBuilder().Add(80, 60).ToArray()[..2000]);
        File.WriteAllBytes(In("in/4.png"), [.. PictureBytes.Png()[..60], .. new byte[500]]);
        await Deblur("{in} -o {out}");
        await Deblur("{in/4.png} {in/1.jpg} {in/2.png} -o {out}"); // another order: what each is told stays

        var reported = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static line => line.Split('\'')[1], static line => line);
        Assert.Equal(3, reported.Count);
        Assert.Contains("JPEG", reported[In("in/1.jpg")], StringComparison.Ordinal);
        Assert.All((string[])["in/2.png", "in/4.png"], name => Assert.DoesNotContain("JPEG", reported[In(name)].Replace("export it again", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private void Drop(params string[] names)
    {
        foreach (var name in names)
            File.WriteAllBytes(In(name), PictureBytes.Png());
    }

    private async Task MakePipe(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        await Run("mkfifo", In(name));
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var running = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await running.StandardOutput.ReadToEndAsync(Cancel);
        await running.WaitForExitAsync(Cancel);
        Assert.Equal(0, running.ExitCode);
        return said.Trim();
    }
}
