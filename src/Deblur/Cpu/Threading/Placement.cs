using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// Keeps threads that help off the core of the thread that they help. Linux likes to wake a thread on the core of whoever wakes it, and
/// takes milliseconds to see that the core beside is idle: by then a small frame is done, by both threads in turn on one core.
/// </summary>
/// <remarks>sched_setaffinity(2): only the one core is left out of what the process may use, and another when the caller has moved.</remarks>
internal sealed unsafe class CoreAffinity
{
    private const int MaskBytes = 128; // cpu_set_t of glibc and musl: 1024 cores
    private readonly byte[] _allowed;
    private readonly List<int> _helpers = [];
    private int _avoided = -1;

    private CoreAffinity(byte[] allowed) => _allowed = allowed;

    /// <summary>For the cores that this process may use; null where there is but one, or the system is another.</summary>
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

    /// <summary>The calling thread is one that helps.</summary>
    public void Join()
    {
        lock (_helpers)
            _helpers.Add(LibC.ThreadId());
    }

    /// <summary>Sees to it that the helpers, when they wake, do so on other cores than the caller's. Nothing, while that stays the same.</summary>
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
                _helpers.Clear(); // it is forbidden: the system's own choice stands
                return;
            }
        }
    }
}
