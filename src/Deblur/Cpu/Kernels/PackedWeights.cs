using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Frames.Memory;
using Row256 = System.Runtime.Intrinsics.Vector256<float>;
using Row512 = System.Runtime.Intrinsics.Vector512<float>;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// Matrices of weights, cut into as many columns as a <see cref="RegisterTile"/> has; columns that are missing at the end are zeros. Owns
/// native memory.
/// </summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly delegate*<float**, int, nint, nint, int, float*, float*, float*, float, float*, nint, void> _kernel;
    private readonly delegate*<Epilogue, float*, int, FeatureMap, int, int, int, int, int, int, void> _write;
    private readonly int _matrices, _tileSize;
    private readonly NativeArray<float> _memory;
    private readonly float* _packed;

    /// <param name="matrices">Matrices of the same shape, one behind another.</param>
    /// <param name="inputs">Rows of each.</param>
    /// <param name="outputs">Columns of each.</param>
    /// <param name="at">Value at (matrix, row, column).</param>
    /// <param name="together">
    /// Columns that are written to one place: tiles do not reach over several where they can be chosen so. 0 for all.
    /// </param>
    public PackedWeights(int matrices, int inputs, int outputs, Func<int, int, int, float> at, int together = 0)
    {
        together = together == 0 ? outputs : together;
        _matrices = matrices;
        (Lanes, var registers) = Registers(together);
        TileWidth = registers * Lanes;
        TileHeight = (Lanes == Row512.Count ? RegisterTile.Rows : RegisterTile.HalfRows) * (registers == 1 ? 2 : 1);
        _kernel = (Lanes, registers) switch
        {
            (16, 3) => &RegisterTile.EightRows<TileRow3<Row512, Simd512>>,
            (16, 2) => &RegisterTile.EightRows<TileRow2<Row512, Simd512>>,
            (16, 1) => &RegisterTile.SixteenRows<TileRow1<Row512, Simd512>>,
            (8, 3) => &RegisterTile.FourRows<TileRow3<Row256, Simd256>>,
            (8, 2) => &RegisterTile.FourRows<TileRow2<Row256, Simd256>>,
            _ => &RegisterTile.EightRows<TileRow1<Row256, Simd256>>,
        };
        _write = Lanes == Row512.Count ? &Write<TileRow1<Row512, Simd512>> : &Write<TileRow1<Row256, Simd256>>;
        Tiles = (outputs + TileWidth - 1) / TileWidth;
        _tileSize = inputs * TileWidth;
        _memory = new NativeArray<float>(checked(matrices * Tiles * _tileSize));
        _packed = _memory.Pointer;
        var to = _packed;
        for (var matrix = 0; matrix < matrices; matrix++)
        {
            for (var tile = 0; tile < Tiles; tile++)
            {
                for (var row = 0; row < inputs; row++)
                {
                    for (var column = tile * TileWidth; column < (tile + 1) * TileWidth; column++)
                        *to++ = column < outputs ? at(matrix, row, column) : 0;
                }
            }
        }
    }

    /// <summary>Whether this processor has what the kernels are written for.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported;

    /// <summary>Rows that one call of <see cref="Multiply"/> makes.</summary>
    public int TileHeight { get; }

    /// <summary>Columns that one call of <see cref="Multiply"/> makes.</summary>
    public int TileWidth { get; }

    /// <summary>Columns of a register.</summary>
    public int Lanes { get; }

    /// <summary>Register tiles beside each other that make all columns of a matrix.</summary>
    public int Tiles { get; }

    /// <summary>Columns of a matrix, filled up to whole tiles.</summary>
    public int Width => Tiles * TileWidth;

    /// <summary>The width of the register tiles for so many columns that are written to one place.</summary>
    public static int TileWidthFor(int together)
    {
        var (lanes, registers) = Registers(together);
        return lanes * registers;
    }

    /// <summary>
    /// Makes one register tile; see <see cref="RegisterTile.EightRows{TRow}"/>. <c>turn</c> is how many calls with this matrix came before:
    /// each has its share of the next matrix fetched into the second-level cache.
    /// </summary>
    public void Multiply(
        int matrix, int tile, float** parts, int count, nint at, nint step, int length, float* bias, float lowerBound, float* sums,
        nint pitch, int turn = 0)
    {
        var weights = _packed + (((long)matrix * Tiles + tile) * _tileSize);
        var ahead = _packed + ((matrix + 1) % _matrices * (long)Tiles * _tileSize) + ((long)turn * count * length * RegisterTile.CacheLine);
        _kernel(parts, count, at, step, length, weights, ahead, bias, lowerBound, sums, pitch);
    }

    /// <summary><see cref="Epilogue.Write{TRow}"/> for a register of <see cref="Lanes"/> columns.</summary>
    public void Write(
        Epilogue epilogue, float* sums, int pitch, FeatureMap to, int x, int y, int first, int pixels, int column, int step) =>
        _write(epilogue, sums, pitch, to, x, y, first, pixels, column, step);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Lanes of a register, and registers of a row of a tile: the most that the columns fill without waste.</summary>
    private static (int Lanes, int Registers) Registers(int columns)
    {
        // 24 columns fill three registers of 8, and leave a quarter of two registers of 16 empty.
        var lanes = Vector512.IsHardwareAccelerated && columns % 16 != 8 ? 16 : 8;
        return (lanes, columns % (3 * lanes) == 0 ? 3 : columns % (2 * lanes) == 0 ? 2 : 1);
    }

    private static void Write<TRow>(
        Epilogue epilogue, float* sums, int pitch, FeatureMap to, int x, int y, int first, int pixels, int column, int step)
        where TRow : unmanaged, ITileRow<TRow> => epilogue.Write<TRow>(sums, pitch, to, x, y, first, pixels, column, step);
}
