using System.Diagnostics;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>
/// The shipped model in half precision, and the paper's network of random weights in both, made by the training's own scripts.
/// </summary>
public sealed class HalfPrecisionModels : IAsyncLifetime
{
    private const string Script = """
        import sys
        training, live, folder = sys.argv[1:]
        sys.path.insert(0, training)
        import torch
        from p2ikt_live.export.contract import export_contract
        from p2ikt_live.export.half_precision import to_half
        from p2ikt_live.export.metadata import describe
        from p2ikt_live.models.p2ikt import P2ikt, P2iktDeblur
        torch.set_num_threads(1)
        torch.manual_seed(1)
        network = P2iktDeblur(P2ikt()).eval()
        export_contract(network, f"{folder}/paper.onnx", describe(network, training="random weights"))
        to_half(f"{folder}/paper.onnx", f"{folder}/paper.fp16.onnx")
        to_half(live, f"{folder}/live.fp16.onnx")
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-half-");

    /// <summary>Why there are none; null when there are.</summary>
    public string? Absent { get; private set; }

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } set ? set : "/usr/bin/python3";
        if (!File.Exists(python) || (await RunAsync(python, "-c", "import torch, onnx, cv2")).ExitCode != 0)
        {
            Absent = $"{python} with torch, onnx and cv2 is needed; test.sh installs them on Debian.";
            return;
        }
        var (exitCode, errors) = await RunAsync(python, "-B", "-c", Script, Path.Combine(RepositoryFolder.Root, "training"), Models.Live.Path, _folder.FullName);
        Assert.True(exitCode == 0, errors);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string python, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }
}
