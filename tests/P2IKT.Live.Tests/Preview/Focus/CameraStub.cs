using System.Reactive.Subjects;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A camera that takes pictures, and counts them; its settings can be changed where a test says how.</summary>
internal sealed class CameraStub : ICameraControls
{
    private int _shots;

    public int Shots => Volatile.Read(ref _shots);

    public string StillsFolder => "/stills";

    public CameraState State => new()
    {
        Model = "Stub", Connected = true, StillsFolder = StillsFolder, Settings = Settings, Notice = Notice,
    };

    public IReadOnlyList<CameraSetting> Settings { get; set; } =
        [new CameraSetting { Name = "lens", Label = "Lens", Kind = CameraSettingKind.Text, Value = "24-70mm" }];

    public string? Notice { get; set; }

    public Subject<CameraStill> Taken { get; } = new();

    public IObservable<CameraStill> Stills => Taken;

    public PointerStub? Magnifier { get; init; }

    public ICameraPointer? Pointer => Magnifier;

    /// <summary>Changes a setting; null: none can be changed.</summary>
    public Func<string, string, CameraSetting>? Setter { get; set; }

    /// <summary>A picture takes as long as this.</summary>
    public Task Exposure { get; init; } = Task.CompletedTask;

    public Task<CameraSetting> SetAsync(string name, string value, CancellationToken cancellation = default) =>
        Setter is null ? throw new NotSupportedException() : Task.FromResult(Setter(name, value));

    public async Task<CameraShot> CaptureStillAsync(CancellationToken cancellation = default)
    {
        await Exposure.WaitAsync(cancellation);
        var name = $"DSC_{Interlocked.Increment(ref _shots):0000}.JPG";
        return new CameraShot([new CameraStill(name, "/stills/" + name, 1)]);
    }
}
