using P2IKT.Live.Capture;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Pipeline;

/// <summary>The shoot of a pipeline: connects names and copies with the camera and the recorder.</summary>
internal sealed class LiveShoot
{
    /// <summary>How long the end of a run waits for copies; later ones are made when the session is opened again.</summary>
    public static readonly TimeSpan LastCopies = TimeSpan.FromSeconds(30);

    private LiveShoot(Shoot shoot, SecondCopy? copies) => (Shoot, Copies) = (shoot, copies);

    /// <summary>Names and folders.</summary>
    public Shoot Shoot { get; }

    /// <summary>The second copy; null: none.</summary>
    public SecondCopy? Copies { get; }

    /// <summary>For the preview.</summary>
    public ShootServices Services => new(Shoot, Copies);

    /// <summary>Makes both.</summary>
    /// <exception cref="RecordingException">The shot list cannot be read, or the folder of copies is that of the originals.</exception>
    public static LiveShoot Start(LiveOptions options, DisposalList owned)
    {
        var (pictures, clips) = (options.PicturesFolder, options.Clips.Folder);
        var shoot = new Shoot(options.Shoot, pictures, clips);
        return new LiveShoot(shoot, options.Shoot.CopyFolder is { } folder ? owned.Add(new SecondCopy(folder, [pictures, clips])) : null);
    }

    /// <summary>Copies what the source's camera takes, and what an earlier run of the session has left without a copy.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Attach(FrameSource source)
    {
        Shoot.Camera = source.Camera?.State.Model ?? source.Description.Name;
        if (Shoot.Session.Length > 0)
            Services.CopyWhatIsThere();
        return Copies is not null && source.Camera is { } camera
            ? camera.Stills.Subscribe(still => Copy(still.Path))
            : System.Reactive.Disposables.Disposable.Empty;
    }

    /// <summary>The options of a recorder whose clips are named and copied.</summary>
    public ClipOptions Place(ClipOptions options) => options with
    {
        CurrentFolder = () => Shoot.Folders.Clips,
        NextName = Shoot.NextClipName,
        Closed = Copies is null ? null : CopyClip,
    };

    private void CopyClip(string clip)
    {
        foreach (var file in ClipFileSet.Of(clip))
            Copy(file);
    }

    /// <summary>A file that is elsewhere has no place among the copies.</summary>
    private void Copy(string file)
    {
        if (Copies!.Covers(file))
            Copies.Add(file);
    }
}
