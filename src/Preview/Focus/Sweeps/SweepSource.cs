using System.Reactive.Disposables;
using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>Where the frames of a sweep come from.</summary>
/// <param name="frames">The deblurred frames, lent on one thread.</param>
/// <param name="focus">Observes the maps before they are filtered; null: the maps of the frames are not filtered.</param>
/// <param name="demand">Gets the demand for frames while a sweep runs; null when they come in any case.</param>
/// <param name="currentFile">The file of the frame that is being delivered; null: the source is not a folder of stills.</param>
/// <param name="status">Names the source and the network.</param>
/// <param name="time">Measures how long a sweep takes.</param>
internal sealed class SweepSource(
    IObservable<DeblurredFrame> frames, FocusAssist? focus, FrameDemand? demand, Func<string?>? currentFile, Func<LiveStatus> status,
    TimeProvider time)
{
    /// <summary>Keeps the level of quality while a sweep runs, because networks read radii differently; null: nothing does.</summary>
    public Func<IDisposable>? HoldQuality { get; init; }

    /// <summary>Reads the ring of a manual lens; null: there are no focus points.</summary>
    public FocusAssist? Focus => focus;

    /// <summary>Largest blur radius that counts as in focus, in pixels.</summary>
    public float Tolerance => focus?.Tolerance ?? FocusAssist.DefaultTolerance;

    /// <summary>Whether the frames are the stills of a folder.</summary>
    public bool IsFolder => currentFile is not null;

    /// <summary>The file of the frame that is being delivered; null: none.</summary>
    public string? CurrentFile => currentFile?.Invoke();

    /// <summary>Name of the source.</summary>
    public string Name => status().Source?.Name ?? "";

    /// <summary>Name of the network.</summary>
    public string Model => status().Model is { } model ? $"{model.Name} {model.Variant}" : "";

    /// <summary>Measures how long a sweep takes.</summary>
    public TimeProvider Time => time;

    /// <summary>Takes maps and frames from now until the result is disposed.</summary>
    /// <param name="field">Gets each map, before the frame.</param>
    /// <param name="frame">Gets each frame, lent.</param>
    /// <param name="ended">Called when there will be no more.</param>
    public IDisposable Subscribe(FocusFieldObserver field, Action<DeblurredFrame> frame, Action ended)
    {
        var wanted = demand?.Want() ?? Disposable.Empty;
        if (focus is not null)
            focus.FieldObserved += field;
        var hold = HoldQuality is { } take ? new RenewedHold(take, time) : Disposable.Empty;
        return new CompositeDisposable(frames.Subscribe(frame, _ => ended(), ended), wanted, hold, Disposable.Create(() =>
        {
            if (focus is not null)
                focus.FieldObserved -= field;
        }));
    }
}
