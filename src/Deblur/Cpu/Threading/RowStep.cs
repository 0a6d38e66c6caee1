namespace P2IKT.Live.Deblur.Cpu.Threading;

/// <summary>A pass over rows as a step: a few strips of rows for each thread.</summary>
/// <param name="workers">Into how many strips, if there are as many rows.</param>
internal sealed class RowStep(int workers) : SharedStep
{
    private int _rows;
    private RowPass? _pass;

    public override int Pieces => Math.Min(workers, _rows);

    /// <summary>The next pass. Not while one is under way.</summary>
    public void Begin(int rows, RowPass pass) => (_rows, _pass) = (rows, pass);

    public override void Do(int thread, int piece)
    {
        var pieces = Pieces;
        _pass!(thread, (int)((long)_rows * piece / pieces), (int)((long)_rows * (piece + 1) / pieces));
    }
}
