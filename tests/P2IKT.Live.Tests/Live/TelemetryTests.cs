using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Tests.Live;

/// <summary>
/// ONNX Runtime reports to its makers by default: in the program, in a host of the library, and in these tests it does not.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed partial class TelemetryTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private readonly string _home = Directory.CreateTempSubdirectory("p2ikt-home").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    /// <summary>
    /// Where it reports, it leaves a device identifier and a queue of events below the cache folder, as soon as it is loaded.
    /// </summary>
    [Fact]
    public async Task Program_WithAFreshHome_LeavesNothingInItButItsCacheOfCheckedModels()
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [typeof(ExitCode).Assembly.Location, "--source", "test:?size=64x48&fps=30", "--headless", "--frames", "30"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var inherited in new[] { OnnxRuntimeTelemetry.Variable, "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA" })
            start.Environment.Remove(inherited);
        start.Environment["HOME"] = start.Environment["USERPROFILE"] = _home;
        using var program = Process.Start(start)!;
        await program.StandardOutput.ReadToEndAsync(cancel).WaitAsync(Timeout, cancel);
        await program.WaitForExitAsync(cancel).WaitAsync(Timeout, cancel);

        Assert.Equal(0, program.ExitCode);
        var left = Directory.EnumerateFiles(_home, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_home, file));
        Assert.All(left, static file => Assert.Matches("^\\.cache/p2ikt-live/engines/model-[0-9a-f]+\\.json$", file));
    }

    /// <summary>
    /// Native code reads the process's own environment, of which .NET keeps a copy: setting the copy alone changes nothing there.
    /// </summary>
    [Fact]
    public void Library_BeforeAnythingOfItRuns_HasSwitchedItOffForNativeCode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There, both are one.");
        _ = ExecutionProviders.RuntimeVersion; // loaded, and has read the variable: nothing below can switch it on
        Assert.Equal("1", NativeVariable());
        Unset(OnnxRuntimeTelemetry.Variable);
        var host = new AssemblyLoadContext("a host that embeds the library alone", isCollectible: true);
        try
        {
            var library = host.LoadFromAssemblyPath(typeof(Model).Assembly.Location);
            Assert.NotSame(typeof(Model).Assembly, library);
            Assert.Null(NativeVariable());
            RuntimeHelpers.RunModuleConstructor(library.ManifestModule.ModuleHandle); // what the first call of anything in it does

            Assert.Equal("1", NativeVariable());
        }
        finally
        {
            OnnxRuntimeTelemetry.TurnOff();
            host.Unload();
        }
    }

    private static string? NativeVariable() => Marshal.PtrToStringUTF8(Get(OnnxRuntimeTelemetry.Variable));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string name);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unset(string name);
}
