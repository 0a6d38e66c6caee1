using System.Globalization;
using System.Text;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// A camera that makes two files of each shot, a RAW and a JPEG unless it is set otherwise, and can keep them in its own memory until the
/// computer has fetched them.
/// </summary>
internal abstract class PairCamera : PtpIpDevice
{
    private readonly Lock _gate = new();
    private readonly List<TestCameraStill> _taken = [];
    private readonly List<TestCameraStill> _card = [];
    private int _shots;
    private int _exposing;
    private int _failures;

    /// <summary>What the files hold, by their number; by default noise that is different each time.</summary>
    public Func<int, byte[]> Exposure { get; set; } = static number =>
    {
        var content = new byte[200_000 + number];
        new Random(number).NextBytes(content);
        return content;
    };

    /// <summary>Every file of every shot, in order.</summary>
    public IReadOnlyList<TestCameraStill> Taken
    {
        get
        {
            lock (_gate)
                return [.. _taken];
        }
    }

    /// <summary>The files on its card, in order.</summary>
    public IReadOnlyList<TestCameraStill> Card
    {
        get
        {
            lock (_gate)
                return [.. _card];
        }
    }

    /// <summary>So many reads of a file out of its memory fail, and the connection stays.</summary>
    public void FailToRead(int reads) => Volatile.Write(ref _failures, reads);

    /// <summary>The files that wait in its memory to be fetched.</summary>
    public abstract int InMemory { get; }

    /// <summary>The live view stands still while it exposes.</summary>
    protected bool Exposing => Volatile.Read(ref _exposing) > 0;

    /// <summary>How its files are called, such as IMG_{0:0000}.</summary>
    protected abstract CompositeFormat Names { get; }

    protected abstract (string Extension, ushort Format) Raw { get; }

    /// <summary>It is set to write a RAW beside each JPEG.</summary>
    protected abstract bool AlsoRaw { get; }

    /// <summary>The camera's own button, or the release from the computer: its files are there after a while.</summary>
    public async Task<IReadOnlyList<TestCameraStill>> ReleaseAsync()
    {
        Interlocked.Increment(ref _exposing);
        if (Manners.ReleaseTime > TimeSpan.Zero)
            await Task.Delay(Manners.ReleaseTime).ConfigureAwait(false);
        TestCameraStill[] files;
        lock (_gate)
        {
            var name = string.Format(CultureInfo.InvariantCulture, Names, ++_shots);
            files = AlsoRaw
                ? [Still(_taken.Count + 1, name + Raw.Extension, Raw.Format), Still(_taken.Count + 2, name + ".JPG", PtpCodes.ExifJpeg)]
                : [Still(_taken.Count + 1, name + ".JPG", PtpCodes.ExifJpeg)];
            _taken.AddRange(files);
        }
        Interlocked.Decrement(ref _exposing);
        await StoreAsync(files).ConfigureAwait(false);
        return files;
    }

    /// <summary>The files of a shot are there: on the card, in the memory, reported to the computer.</summary>
    protected abstract Task StoreAsync(IReadOnlyList<TestCameraStill> files);

    /// <summary>Puts files on the card.</summary>
    protected void AddToCard(params ReadOnlySpan<TestCameraStill> files)
    {
        lock (_gate)
            _card.AddRange(files);
    }

    /// <summary>Whether this read is one that fails.</summary>
    protected bool Fails(PtpRequest request)
    {
        if (!ReadsAStill(request) || Volatile.Read(ref _failures) == 0)
            return false;
        Interlocked.Decrement(ref _failures);
        return true;
    }

    private TestCameraStill Still(int number, string name, ushort format) =>
        new(0x0001_0000 + (uint)number, name, Exposure(number), format);
}
