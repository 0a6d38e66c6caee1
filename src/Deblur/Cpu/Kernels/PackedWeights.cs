using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// A matrix of weights, cut into panels of as many columns as <see cref="MatrixKernel"/> takes at once; columns that are missing
/// at the end are zeros. Owns native memory.
/// </summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly delegate*<float**, int, nint, nint, int, float*, float*, float*, float, float*, nint, void> _kernel;
    private readonly delegate*<Epilogue, float*, int, FeatureMap, int, int, int, int, int, int, void> _write;
    private readonly int _matrices, _panelSize;
    private readonly NativeArray<float> _memory;
    private readonly float* _packed;

    /// <param name="matrices">Matrices of the same shape, one behind another.</param>
    /// <param name="inputs">Rows of each.</param>
    /// <param name="outputs">Columns of each.</param>
    /// <param name="at">Value at (matrix, row, column).</param>
    /// <param name="together">Columns that are written to one place; panels do not reach over several where they can be chosen so. 0 for all.</param>
    public PackedWeights(int matrices, int inputs, int outputs, Func<int, int, int, float> at, int together = 0)
    {
        together = together == 0 ? outputs : together;
        _matrices = matrices;
        // 24 columns fill three registers of 8, and leave a quarter of two registers of 16 empty.
        var lanes = Lanes = Vector512.IsHardwareAccelerated && together % 16 != 8 ? 16 : 8;
        // Three registers of columns where the number of columns takes them without waste, two or one else.
        var registers = together % (3 * lanes) == 0 ? 3 : together % (2 * lanes) == 0 ? 2 : 1;
        PanelWidth = registers * lanes;
        Rows = (lanes == 16 ? MatrixKernel.TileRows : MatrixKernel.HalfTileRows) * (registers == 1 ? 2 : 1);
        _kernel = (lanes, registers) switch
        {
            (16, 3) => &MatrixKernel.EightRows<Panel512x3>,
            (16, 2) => &MatrixKernel.EightRows<Panel512x2>,
            (16, 1) => &MatrixKernel.SixteenRows<Panel512x1>,
            (8, 3) => &MatrixKernel.FourRows<Panel256x3>,
            (8, 2) => &MatrixKernel.FourRows<Panel256x2>,
            _ => &MatrixKernel.EightRows<Panel256x1>,
        };
        _write = lanes == 16 ? &Write<Panel512x1> : &Write<Panel256x1>;
        Panels = (outputs + PanelWidth - 1) / PanelWidth;
        _panelSize = inputs * PanelWidth;
        _memory = new NativeArray<float>(checked(matrices * Panels * _panelSize));
        _packed = _memory.Pointer;
        var to = _packed;
        for (var matrix = 0; matrix < matrices; matrix++)
        {
            for (var panel = 0; panel < Panels; panel++)
            {
                for (var row = 0; row < inputs; row++)
                {
                    for (var column = panel * PanelWidth; column < (panel + 1) * PanelWidth; column++)
                        *to++ = column < outputs ? at(matrix, row, column) : 0;
                }
            }
        }
    }

    /// <summary>Whether this processor has what the kernels are written for.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported;

    /// <summary>Rows that one call of <see cref="Multiply"/> makes.</summary>
    public int Rows { get; }

    /// <summary>Columns of a register.</summary>
    public int Lanes { get; }

    /// <summary>Columns of a panel.</summary>
    public int PanelWidth { get; }

    /// <summary>Panels of a matrix.</summary>
    public int Panels { get; }

    /// <summary>Columns of a matrix, filled up to whole panels.</summary>
    public int Width => Panels * PanelWidth;

    /// <summary>
    /// <see cref="Rows"/> rows times one panel; see <see cref="MatrixKernel.EightRows{TPanel}"/>. <c>turn</c> is how many calls with this matrix
    /// came before: each has its share of the next matrix fetched into the second cache.
    /// </summary>
    public void Multiply(int matrix, int panel, float** parts, int count, nint at, nint step, int length, float* bias, float lowerBound, float* sums, nint pitch, int turn = 0)
    {
        var weights = _packed + (((long)matrix * Panels + panel) * _panelSize);
        var ahead = _packed + ((matrix + 1) % _matrices * (long)Panels * _panelSize) + ((long)turn * count * length * MatrixKernel.CacheLine);
        _kernel(parts, count, at, step, length, weights, ahead, bias, lowerBound, sums, pitch);
    }

    /// <summary><see cref="Epilogue.Write{TVector}"/> for a register of <see cref="Lanes"/> columns.</summary>
    public void Write(Epilogue epilogue, float* sums, int pitch, FeatureMap to, int x, int y, int first, int pixels, int column, int step) =>
        _write(epilogue, sums, pitch, to, x, y, first, pixels, column, step);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static void Write<TVector>(Epilogue epilogue, float* sums, int pitch, FeatureMap to, int x, int y, int first, int pixels, int column, int step)
        where TVector : unmanaged, IPanel<TVector> => epilogue.Write<TVector>(sums, pitch, to, x, y, first, pixels, column, step);
}
