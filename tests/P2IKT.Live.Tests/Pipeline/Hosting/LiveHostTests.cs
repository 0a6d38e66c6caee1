using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Pipeline.Hosting;

namespace P2IKT.Live.Tests.Pipeline.Hosting;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class LiveHostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_ThatRuns_LendsFramesIsHealthyAndReleasesAll()
    {
        using var host = Build(static live => (live.Source, live.Headless) = ("test:?size=64x48&fps=100", true));
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Cancel)).Status); // it has not started
        await host.StartAsync(Cancel);
        var live = host.Services.GetRequiredService<LiveHost>();
        var numbers = new List<long>();

        await foreach (var lease in live.Frames.Latest(Cancel))
        {
            numbers.Add(lease.Frame.Source.Sequence);
            if (numbers.Count == 3)
                break;
        }

        Assert.Equal(numbers.Order(), numbers);
        var report = await health.CheckHealthAsync(Cancel);
        Assert.Equal(["p2ikt-live", "p2ikt-ready"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Healthy, report.Status);
        await host.StopAsync(Cancel);
        Assert.Equal(0, live.Pipeline.Outstanding);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Cancel)).Status);
    }

    [Fact]
    public async Task Preview_OfAHost_IsServed()
    {
        using var host = Build(static live => (live.Source, live.Port) = ("test:?size=64x48", 0));
        await host.StartAsync(Cancel);
        using var client = new HttpClient();

        var url = host.Services.GetRequiredService<LiveHost>().Pipeline.Url!;
        Assert.Contains("p2ikt_frames_captured_total ", await client.GetStringAsync(new Uri(url, "/metrics"), Cancel), StringComparison.Ordinal);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Options_ThatAreWrong_FailTheStartWithTheirNames()
    {
        using var host = Build(static live => (live.Source, live.Port, live.HeldFrames, live.LatencyMs, live.Provider) = (" ", 70000, -1, double.NaN, (ExecutionProvider)99));
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Equal(5, failure.Failures.Count());
    }

    [Fact]
    public async Task Folders_ThatAreEmpty_AsThoseOfASettingLeftBlank_FailTheStartWithTheirNames()
    {
        using var host = Build(static live => (live.ClipsFolder, live.StillsFolder, live.StateFolder) = ("", " ", ""));
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Equal(["ClipsFolder", "StillsFolder", "StateFolder"], failure.Failures.Select(static text => text.Split(' ')[0]));
    }

    [Fact]
    public async Task Container_ThatIsDisposedWithoutAwait_FreesPortAndBuffers()
    {
        var services = new ServiceCollection().AddP2iktLive(static live => (live.Source, live.Port) = ("test:?size=64x48", 0));
        LiveHost live;
        Uri url;
        await using (var other = services.BuildServiceProvider()) // held only so that a failure disposes it
        {
            live = other.GetRequiredService<LiveHost>();
            await live.StartAsync(Cancel);
            url = live.Pipeline.Url!;
#pragma warning disable CA1849 // what is tested
            other.Dispose();
#pragma warning restore CA1849
            Assert.Equal(0, live.Pipeline.Outstanding);
            using var client = new HttpClient();
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(url, Cancel));
        }
    }

    [Fact]
    public async Task Start_ThatIsOvertakenByTheEnd_LeavesNothingRunning()
    {
        using var host = Build(static live => (live.Source, live.Headless) = ("test:?size=64x48", true));
        var live = host.Services.GetRequiredService<LiveHost>();
        var starting = live.StartAsync(Cancel);
        Assert.False(starting.IsCompleted); // a model takes its time
        await live.DisposeAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => starting);
        Assert.Throws<InvalidOperationException>(() => live.Pipeline);

        await live.StartAsync(Cancel); // it can be started again
        await live.StopAsync(Cancel);
        Assert.Equal(0, live.Pipeline.Outstanding);
    }

    [Fact]
    public void OptionsOfAPipeline_ThatAreWrong_AreRefusedWhereTheyAreSet()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LiveOptions { LatencyMs = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LiveOptions { LatencyMs = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LiveOptions { Duration = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LiveOptions { Duration = TimeSpan.FromDays(60) });
    }

    [Fact]
    public async Task Start_WhileItRuns_IsRefusedAndTheFirstGoesOn()
    {
        using var host = Build(static live => (live.Source, live.Headless) = ("test:?size=64x48", true));
        await host.StartAsync(Cancel);
        var live = host.Services.GetRequiredService<LiveHost>();
        var pipeline = live.Pipeline;
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.StartAsync(Cancel));
        Assert.Same(pipeline, live.Pipeline);
        await host.StopAsync(Cancel);
        Assert.Equal(0, pipeline.Outstanding);
    }

    [Fact]
    public async Task Source_ThatIsAbsent_FailsTheStart()
    {
        using var host = Build(static live => (live.Source, live.Headless) = ("absent.mp4", true));
        await Assert.ThrowsAsync<CaptureException>(() => host.StartAsync(Cancel));
    }

    [Fact]
    public void Options_ComeFromConfigurationAndCode()
    {
        var services = new ServiceCollection();
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["P2iktLive:Source"] = "camera:1",
            ["P2iktLive:Provider"] = "cpu",
            ["P2iktLive:LatencyMs"] = "40",
        }).Build().GetSection(LiveHostOptions.Section);
        services.AddP2iktLive(section.Bind).AddP2iktLive(static live => live.Customize = static options => options with { Refines = false });
        using var provider = services.BuildServiceProvider();

        var bound = provider.GetRequiredService<IOptions<LiveHostOptions>>().Value;
        var live = bound.ToLiveOptions(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        Assert.Equal(("camera:1", ExecutionProvider.Cpu, 40.0, false, FrameLease.MaxHeldFrames), (live.Source, live.Provider, live.LatencyMs, live.Refines, live.HostFrames));
        Assert.Single(provider.GetServices<IHostedService>().OfType<LiveHost>());
    }

    private static IHost Build(Action<LiveHostOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddP2iktLive(configure);
        return builder.Build();
    }
}
