using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// Keeps helper threads off the core of the thread that they help. Linux often wakes a thread on the core of the thread that wakes it, and
/// takes milliseconds to move it to an idle core: by then a small frame is done, by both threads in turn on one core.
/// </summary>
/// <remarks>
/// sched_setaffinity(2): of the cores that the process may use only the caller's is left out, and another when the caller has moved.
/// </remarks>
internal sealed unsafe class CoreAffinity
{
    private const int MaskBytes = 128; // cpu_set_t of glibc and musl: 1024 cores
    private readonly byte[] _allowed;
    private readonly List<int> _helpers = [];
    private int _avoided = -1;

    private CoreAffinity(byte[] allowed) => _allowed = allowed;

    /// <summary>For the cores that this process may use; null where there is only one, or the system is not Linux.</summary>
    public static CoreAffinity? TryCreate()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var allowed = new byte[MaskBytes];
        fixed (byte* mask = allowed)
        {
            if (LibC.GetAffinity(0, MaskBytes, mask) < 0)
                return null;
        }
        return allowed.Sum(static bits => int.PopCount(bits)) > 1 ? new CoreAffinity(allowed) : null;
    }

    /// <summary>Registers the calling thread as a helper.</summary>
    public void Join()
    {
        lock (_helpers)
            _helpers.Add(LibC.ThreadId());
    }

    /// <summary>Makes the helpers wake on other cores than the caller's. Does nothing while the caller stays on its core.</summary>
    public void KeepApart()
    {
        var core = LibC.CurrentCore();
        if (core == _avoided || core < 0 || core >= 8 * MaskBytes)
            return;
        _avoided = core;
        var mask = stackalloc byte[MaskBytes];
        _allowed.CopyTo(new Span<byte>(mask, MaskBytes));
        mask[core / 8] &= (byte)~(1 << (core % 8));
        lock (_helpers)
        {
            foreach (var helper in _helpers)
            {
                if (LibC.SetAffinity(helper, MaskBytes, mask) == 0)
                    continue;
                _helpers.Clear(); // it is forbidden: the system chooses
                return;
            }
        }
    }
}
