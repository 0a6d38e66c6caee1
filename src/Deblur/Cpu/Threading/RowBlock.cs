namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>
/// Makes one row block: the rows from <paramref name="first"/> to before <paramref name="end"/>. <paramref name="worker"/> is the number
/// of the calling thread; no two threads have the same at a time.
/// </summary>
internal delegate void RowBlock(int worker, int first, int end);
