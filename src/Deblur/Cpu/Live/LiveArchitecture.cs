namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>
/// A live architecture, as the CPU engine runs it: what its convolutions read, and what becomes of their outputs. All of them put out
/// <c>coefficients</c>, which weight the bands of the luma pyramid, and <c>blur</c>.
/// </summary>
/// <param name="Name">The <see cref="Model.Architecture"/>.</param>
/// <param name="Inputs">In the order in which they become available; each begins a part of the network.</param>
/// <param name="HasResidual">Whether an output <c>rest</c> is added to the bands: see <see cref="ResidualSum"/>.</param>
/// <param name="HasConfidence">Whether there is an output <c>confidence</c> of the blur radius.</param>
internal sealed record LiveArchitecture(string Name, IReadOnlyList<LiveInput> Inputs, bool HasResidual, bool HasConfidence)
{
    /// <summary>models/pyramid.py: luma in, coefficients out.</summary>
    public static LiveArchitecture Bands { get; } = new(
        ModelArchitecture.Bands,
        [new LiveInput("luma", ReadsColours: false, ReadsBands: false, static planes => new LumaInput(planes.Pyramid))],
        HasResidual: false,
        HasConfidence: false);

    /// <summary>models/refined.py: the same, and a second part that reads the colours and what the bands add.</summary>
    public static LiveArchitecture Refined { get; } = new(
        ModelArchitecture.Refined,
        [
            .. Bands.Inputs,
            new LiveInput("planes", ReadsColours: true, ReadsBands: true, static planes =>
                new RefinementInput(planes.Colours!, planes.Residual!, planes.Pyramid.Gain, planes.Workers)),
        ],
        HasResidual: true,
        HasConfidence: false);

    /// <summary>models/family.py: one U-Net reads the colours, and gives the coefficients and what is added to the bands.</summary>
    public static LiveArchitecture Family { get; } = new(
        ModelArchitecture.Family,
        [
            new LiveInput("blocks", ReadsColours: true, ReadsBands: false, static planes =>
                new ColourInput(planes.Colours!, planes.Pyramid.Gain, planes.Workers)),
        ],
        HasResidual: true,
        HasConfidence: true);
}
