using System.Diagnostics;

namespace P2IKT.Live.Tests.Live;

/// <summary><c>setup.sh</c> with a package manager that only writes down what it is asked for.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SetupScriptTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-setup").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_folder, "log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("y", true)]
    [InlineData("", true)]
    [InlineData("YES", true)]
    [InlineData("n", false)]
    [InlineData("what", false)]
    public async Task Install_OnATerminal_AsksFirst(string answer, bool isInstalled)
    {
        var (code, output) = await RunAsync(onTerminal: true, answer);
        Assert.Contains("install some-package from your distribution? [Y/n]", output, StringComparison.Ordinal);
        Assert.Equal(isInstalled, File.Exists(Log));
        Assert.Equal(isInstalled ? 0 : 1, code);
        if (!isInstalled)
            Assert.Contains("nothing was installed; install it yourself with: apt-get install some-package", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "P2IKT_YES")]
    [InlineData(true, "CI")]
    [InlineData(false, null)] // nobody is there to answer
    public async Task Install_WithoutSomebodyToAsk_GoesAhead(bool onTerminal, string? variable)
    {
        var (code, output) = await RunAsync(onTerminal, "n", variable);
        Assert.DoesNotContain("[Y/n]", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Contains("install -y -q --no-install-recommends some-package", await File.ReadAllTextAsync(Log, Cancel), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> RunAsync(bool onTerminal, string answer, string? variable = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script, of util-linux, makes the terminal.");
        Write("apt-get", $"#!/bin/sh\necho \"$@\" >>'{Log}'\n");
        Write("sudo", "#!/bin/sh\nexec \"$@\"\n");
        var command = $"bash -c '. \"{RepositoryFolder.At("setup.sh")}\"; install_packages some-package'";
        var start = onTerminal ? new ProcessStartInfo("script", ["-qec", command, "/dev/null"]) : new ProcessStartInfo("bash", ["-c", command]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment.Remove("CI");
        start.Environment.Remove("P2IKT_YES");
        if (variable is not null)
            start.Environment[variable] = "1";
        using var program = Process.Start(start)!;
        var (output, errors) = (program.StandardOutput.ReadToEndAsync(Cancel), program.StandardError.ReadToEndAsync(Cancel));
        await program.StandardInput.WriteLineAsync(answer);
        program.StandardInput.Close();
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
        return (program.ExitCode, await output + await errors);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
