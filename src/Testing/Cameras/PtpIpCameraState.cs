using System.Globalization;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>What the camera holds: its settings, its card, whether its live view runs.</summary>
internal sealed class PtpIpCameraState(Func<ushort, uint, Task> notify)
{
    private const uint FirstHandle = 0x0001_0001;
    private readonly Lock _gate = new();
    private readonly List<TestCameraStill> _card = [];
    private readonly Queue<TestCameraStill> _memory = [];
    private readonly List<ushort> _asked = [];
    private int _shots;
    private readonly Dictionary<ushort, PtpProperty> _properties = new PtpProperty[]
    {
        new(PtpCodes.BatteryLevel, 1, 80),
        new(PtpCodes.WhiteBalance, 2, 2, 2, 4, 6), // automatic, daylight, tungsten
        new(PtpCodes.FNumber, 2, 560, 280, 400, 560, 800), // hundredths
        new(PtpCodes.ExposureTime, 4, 80, 10, 20, 40, 80, 160), // tenths of a millisecond
        new(PtpCodes.ExposureIndex, 2, 100, 100, 200, 400, 800),
        new(PtpCodes.NikonLiveViewStatus, 1, 0),
        new(PtpCodes.NikonLiveViewZoom, 1, 0, 0, 1, 2, 3, 4, 5),
        new(PtpCodes.NikonLiveViewProhibited, 4, 0),
    }.ToDictionary(property => property.Code);
    private long _busyUntil;

    public IReadOnlyList<TestCameraStill> Card
    {
        get
        {
            lock (_gate)
                return [.. _card];
        }
    }

    /// <summary>The operations that it was asked for, in order.</summary>
    public IReadOnlyList<ushort> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    /// <summary>Each release makes a RAW, and a JPEG once <see cref="SecondFile"/> lets it.</summary>
    public bool MakesPairs { get; set; }

    /// <summary>What the second file of a pair waits for.</summary>
    public Task SecondFile { get; set; } = Task.CompletedTask;

    /// <summary>Its files stay in its memory until they are fetched, each once, and never reach its card.</summary>
    public bool ShootsIntoMemory { get; set; }

    /// <summary>A release ends without a picture, and with that event.</summary>
    public bool CardIsFull { get; set; }

    public IReadOnlyCollection<ushort> Properties => _properties.Keys;

    /// <summary>By how many steps, towards far, the focus was driven.</summary>
    public int FocusSteps { get; set; }

    /// <summary>Still exposing or processing.</summary>
    public bool Busy => Environment.TickCount64 < Volatile.Read(ref _busyUntil);

    public bool InLiveView => this[PtpCodes.NikonLiveViewStatus]!.Current == 1;

    /// <summary>What the next pictures hold; by default a few hundred kilobytes of noise that is different each time.</summary>
    public Func<int, byte[]> Exposure { get; set; } = static number =>
    {
        var content = new byte[300_000];
        new Random(number).NextBytes(content);
        return content;
    };

    public PtpProperty? this[ushort code] => _properties.GetValueOrDefault(code);

    public void BeginLiveView() => this[PtpCodes.NikonLiveViewStatus]!.Become(1);

    public void EndLiveView() => this[PtpCodes.NikonLiveViewStatus]!.Become(0);

    public TestCameraStill? Find(uint handle)
    {
        lock (_gate)
            return handle == PtpCodes.NikonInMemory ? _memory.FirstOrDefault() : _card.Find(still => still.Handle == handle);
    }

    /// <summary>It has one more property; to be said before it is opened.</summary>
    public void Offer(PtpProperty property) => _properties.Add(property.Code, property);

    /// <summary>The oldest file in the memory was fetched.</summary>
    public void Forget()
    {
        lock (_gate)
            _memory.Dequeue();
    }

    /// <summary>The computer has asked for an operation.</summary>
    public void Note(ushort operation)
    {
        lock (_gate)
            _asked.Add(operation);
    }

    /// <summary>Puts so many small files on the card.</summary>
    public void Fill(int files)
    {
        for (var i = 0; i < files; i++)
            Add(string.Create(CultureInfo.InvariantCulture, $"DSC_{++_shots:0000}.JPG"), [1, 2, 3]);
    }

    /// <summary>Puts an empty card into the camera, whose pictures are counted from the first.</summary>
    public void ChangeCard()
    {
        lock (_gate)
            _card.Clear();
        Interlocked.Exchange(ref _shots, 0);
    }

    /// <summary>The camera's own button: see <see cref="ShootAsync"/>.</summary>
    /// <returns>The last file of it.</returns>
    public async Task<TestCameraStill> ReleaseAsync(TimeSpan takes) => (await ShootAsync(takes).ConfigureAwait(false))[^1];

    /// <summary>The camera's own button, or the release from the computer: the mirror falls, the picture is there after a while.</summary>
    public async Task<IReadOnlyList<TestCameraStill>> ShootAsync(TimeSpan takes)
    {
        EndLiveView();
        Volatile.Write(ref _busyUntil, Environment.TickCount64 + (long)takes.TotalMilliseconds);
        if (takes > TimeSpan.Zero)
            await Task.Delay(takes).ConfigureAwait(false);
        if (CardIsFull)
        {
            await notify(PtpCodes.StoreFull, FirstHandle).ConfigureAwait(false);
            return [];
        }
        var shot = Interlocked.Increment(ref _shots);
        List<TestCameraStill> files = [];
        foreach (var extension in MakesPairs ? (string[])["NEF", "JPG"] : ["JPG"])
        {
            if (files.Count > 0)
                await SecondFile.ConfigureAwait(false);
            files.Add(Add(string.Create(CultureInfo.InvariantCulture, $"DSC_{shot:0000}.{extension}"), Exposure(shot + files.Count)));
            await (ShootsIntoMemory
            ? notify(PtpCodes.NikonObjectInMemory, PtpCodes.NikonInMemory)
            : notify(PtpCodes.ObjectAdded, files[^1].Handle)).ConfigureAwait(false);
        }
        await notify(PtpCodes.CaptureComplete, 0).ConfigureAwait(false);
        return files;
    }

    private TestCameraStill Add(string name, byte[] content)
    {
        lock (_gate)
        {
            var format = name.EndsWith("JPG", StringComparison.Ordinal) ? PtpCodes.ExifJpeg : PtpCodes.Undefined;
            var still = new TestCameraStill(FirstHandle + (uint)_card.Count + 1, name, content, format);
            if (ShootsIntoMemory)
                _memory.Enqueue(still);
            else
                _card.Add(still);
            return still;
        }
    }

    /// <summary>A dial is turned on the camera.</summary>
    public async Task TurnAsync(ushort property, ulong value)
    {
        if (!this[property]!.TrySet(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "The dial has no such position.");
        await notify(PtpCodes.PropertyChanged, property).ConfigureAwait(false);
    }
}
