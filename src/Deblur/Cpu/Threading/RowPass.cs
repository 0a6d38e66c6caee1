namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>Work on the rows from <paramref name="first"/> to before <paramref name="end"/>, with the scratch memory of a thread.</summary>
internal delegate void RowPass(int thread, int first, int end);
