using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>A folder, and the command <c>p2ikt-live deblur</c> run in it, in this process.</summary>
public abstract class DeblurRun : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-deblur-");

    private protected string Output { get; private set; } = "";

    private protected string Errors { get; private set; } = "";

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        // Whatever happened: nothing half done lies about.
        Assert.DoesNotContain(Files(), name => name.Contains(".part", StringComparison.Ordinal) || name.Contains(".pixels", StringComparison.Ordinal));
        _folder.Delete(recursive: true);
    }

    private protected string In(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Everything in the folder, hidden or not, in order of name.</summary>
    private protected IReadOnlyList<string> Files(string below = "") => [.. Directory
        .EnumerateFiles(In(Path.Combine(below, ".")), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Select(path => Path.GetRelativePath(_folder.FullName, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Runs; words are split at spaces, {x} is a path in the folder. The live model unless another is named: it is quick.
    /// </summary>
    private protected async Task<int> Deblur(string arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var args = arguments.Split(' ').Select(word => word.StartsWith('{') ? In(word.Trim('{', '}')) : word).ToList();
        if (!args.Contains("--model"))
            args.AddRange(["--model", "p2ikt-live"]);
        var code = await CommandLine.RunAsync(["deblur", .. args], output, errors);
        (Output, Errors) = (output.ToString(), errors.ToString());
        return code;
    }

    private protected void AssertOneSentence(string says)
    {
        var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("p2ikt-live: ", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }
}
