using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using P2IKT.Live.Analyzers;

namespace P2IKT.Live.Tests.Analyzers;

/// <summary>P2L001 on programs of a host: each line that ends with "// kept" is reported, and no other.</summary>
public sealed class LentFrameAnalyzerTests
{
    private const string Head = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Reactive.Linq;
        using System.Threading;
        using System.Threading.Channels;
        using System.Threading.Tasks;
        using P2IKT.Live.Deblur;
        using P2IKT.Live.Frames;

        """;

    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("stored", """
        class Host : IObserver<DeblurredFrame>
        {
            private DeblurredFrame? _last;
            private Frame? _sharp;
            private readonly Frame[] _some = new Frame[1];
            private Frame? Newest { get; set; }
            public void OnNext(DeblurredFrame value)
            {
                _last = value; // kept
                _sharp = value.Sharp; // kept
                _some[0] = value.Blur; // kept
                Newest = value.Source; // kept
                _last ??= value; // kept
                var sharp = value.Sharp;
                _sharp = sharp; // kept
                _last = value.Share();
                _sharp = value.Sharp.Share();
                var size = value.Sharp.Size;
            }
            public void OnCompleted() { }
            public void OnError(Exception error) { }
        }
        """)]
    [InlineData("collected", """
        class Host
        {
            private readonly List<Frame> _list = [];
            private readonly ConcurrentQueue<DeblurredFrame> _queue = new();
            private readonly Channel<DeblurredFrame> _channel = Channel.CreateBounded<DeblurredFrame>(1);
            private readonly Mailbox<DeblurredFrame> _mailbox = new(1);
            private readonly TaskCompletionSource<Frame> _one = new();
            public IDisposable Read(IObservable<DeblurredFrame> frames) => frames.Subscribe(frame =>
            {
                _list.Add(frame.Sharp); // kept
                _queue.Enqueue(frame); // kept
                _channel.Writer.TryWrite(frame); // kept
                _mailbox.Post(frame); // kept
                _one.TrySetResult(frame.Blur); // kept
                _list.Add(frame.Sharp.Share());
                _mailbox.Post(frame.Share());
                Console.Write(frame.Sharp.Sequence);
                Use(frame);
            });
            private static void Use(DeblurredFrame frame) => Console.Write(frame.BlurStride);
        }
        """)]
    [InlineData("leased", """
        class Host
        {
            private Frame? _last;
            public async Task<Frame?> ReadAsync(IObservable<DeblurredFrame> frames, CancellationToken stop)
            {
                DeblurredFrame? outer = null;
                await foreach (var lease in frames.Latest(stop))
                {
                    _last = lease.Frame.Sharp; // kept
                    await Task.Delay(1, stop);
                    var frame = lease.Frame;
                    _ = Task.Run(() => Console.Write(frame.Sharp.Sequence)); // kept
                    outer = lease.Share();
                    _last = lease.Share().Sharp;
                    if (stop.IsCancellationRequested)
                        return lease.Frame.Sharp; // kept
                }
                return outer?.Sharp;
            }
        }
        """)]
    [InlineData("later", """
        class Host
        {
            private Frame? _last;
            public void Read(IObservable<Frame> frames)
            {
                Frame? outer = null;
                using var one = frames.Subscribe(async frame =>
                {
                    Console.Write(frame.Sequence);
                    await Task.Yield();
                    Console.Write(frame.Sequence); // kept
                });
                using var two = frames.Subscribe(frame => Task.Run(() => Console.Write(frame.Sequence))); // kept
                using var three = frames.Subscribe(frame => outer = frame); // kept
                using var four = frames.Where(frame => frame.Sequence > 3).Select(frame => frame.Sequence).Subscribe(Console.Write);
                using var five = frames.Do(frame => Console.Write(frame.Values.Length)).Subscribe();
                using var six = frames.Subscribe(frame => _last = frame.Share());
            }
            public void Own(Frame frame) => _last = frame;
        }
        """)]
    public async Task Frame_ThatIsKept_IsReported(string what, string code)
    {
        var text = Head + code;
        var wanted = text.Split('\n').Index().Where(static line => line.Item.TrimEnd().EndsWith("// kept", StringComparison.Ordinal)).Select(static line => line.Index + 1);
        var found = await ReportedAsync(text);
        Assert.Equal(wanted, found.Select(static one => one.Location.GetLineSpan().StartLinePosition.Line + 1).Distinct().Order());
        Assert.All(found, one => Assert.Contains("Share()", one.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.NotEmpty(what);
    }

    /// <summary>What we show others keeps the rule, and so does what we run.</summary>
    [Theory]
    [InlineData("samples")]
    [InlineData("templates")]
    [InlineData("src/Recording")]
    [InlineData("src/Deblur/Stage")]
    [InlineData("src/Focus")]
    public async Task Folder_OfOurs_KeepsTheRule(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFolder.At(folder.Split('/')), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            var found = await ReportedAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), mayHaveErrors: true);
            Assert.True(found.Length == 0, $"{file}: {string.Join("; ", found)}");
        }
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportedAsync(string code, bool mayHaveErrors = false)
    {
        var cancel = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            "host", [CSharpSyntaxTree.ParseText(code, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview), cancellationToken: cancel)], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        if (!mayHaveErrors)
            Assert.Empty(compilation.GetDiagnostics(cancel).Where(static one => one.Severity == DiagnosticSeverity.Error));
        var analysis = await compilation.WithAnalyzers([new LentFrameAnalyzer()]).GetAnalysisResultAsync(cancel);
        Assert.DoesNotContain(analysis.GetAllDiagnostics(), static one => one.Id == "AD0001"); // an analyzer that failed
        return [.. analysis.GetAllDiagnostics().Where(static one => one.Id == LentFrameAnalyzer.Id)];
    }
}
