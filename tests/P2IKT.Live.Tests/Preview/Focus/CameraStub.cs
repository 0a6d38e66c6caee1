using System.Reactive.Linq;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A camera that only takes pictures, and counts them.</summary>
internal sealed class CameraStub : ICameraControls
{
    private int _shots;

    public int Shots => Volatile.Read(ref _shots);

    public string StillsFolder => "/stills";

    public CameraState State => throw new NotSupportedException();

    public IObservable<CameraStill> Stills => Observable.Empty<CameraStill>();

    public Task<CameraSetting> SetAsync(string name, string value, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<CameraShot> CaptureStillAsync(CancellationToken cancellation = default)
    {
        var name = $"DSC_{Interlocked.Increment(ref _shots):0000}.JPG";
        return Task.FromResult(new CameraShot([new CameraStill(name, "/stills/" + name, 1)]));
    }
}
