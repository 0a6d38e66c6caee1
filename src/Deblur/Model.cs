namespace P2IKT.Live.Deblur;

/// <summary>
/// A trained network that meets the model contract (docs/models.md): <c>frame</c> uint8 [1, H, W, 3] BGR in; <c>sharp</c> (the same),
/// <c>blur</c> (float32 [1, 1, ceil(H/r), ceil(W/r)], radius in pixels) and <c>coefficients</c> (float32 [1, 12, ...]) out; H and W
/// symbolic; a description and measured gains in its own metadata. Made by <see cref="Models.ModelFile.Load"/>; immutable.
/// </summary>
public sealed record Model
{
    private const int NetworkMultiple = 16; // what the networks of training/ pad a frame to

    internal Model()
    {
    }

    /// <summary>The ONNX file, as a full path.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The file of the convolutions alone, which the CPU engine runs; null when the model came without it.</summary>
    public string? CoefficientsPath { get; internal init; }

    /// <summary>
    /// Whether a frame of many megapixels can be run whole in some 100 MB a megapixel; others keep maps at half or full width.
    /// </summary>
    public bool TakesLargeFrames => CoefficientsPath is not null && Architecture == ModelArchitecture.Bands;

    /// <summary>
    /// Which architecture its graph has: a value of <see cref="ModelArchitecture"/>, or what the file says; empty for a network of
    /// unknown architecture. It decides which <see cref="ISessionFactory"/> makes sessions.
    /// </summary>
    public string Architecture { get; internal init; } = "";

    /// <summary>Its name, by which the catalogue finds it.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Version of the weights.</summary>
    public string Version { get; internal init; } = "";

    /// <summary>Member of the family: p2ikt, live, live-hq, live-xl.</summary>
    public string Variant { get; internal init; } = "";

    /// <summary>Multiply-accumulates of the network for one pixel of the frame.</summary>
    public double MacsPerPixel { get; internal init; }

    /// <summary>r: pixels of the frame for one value of the blur map, in each direction.</summary>
    public int BlurStride { get; internal init; }

    /// <summary>Largest blur radius that it distinguishes, in pixels.</summary>
    public double MaxBlurRadius { get; internal init; }

    /// <summary>
    /// Distance in pixels up to which a pixel of the frame changes the result by more than 1/255: the overlap of tiles. 128 where the
    /// file does not say (p2ikt.reach), which is more than the first shipped ones need.
    /// </summary>
    public int Reach { get; internal init; }

    /// <summary>False for imported weights without a trained blur output: their blur radius says nothing about the picture.</summary>
    public bool BlurIsTrained { get; internal init; }

    /// <summary>Measured gain in PSNR over the blurred input, in dB; null when it was not measured.</summary>
    public double? PsnrGain { get; internal init; }

    /// <summary>
    /// Measured gain in PSNR on real photographs, in dB, when the network sees all, 3/4, 1/2 and 1/4 of each side of a frame; empty where
    /// the file does not say (p2ikt.size_gains). A <see cref="Ladders.QualityLadder"/> over several models is ordered by it.
    /// </summary>
    public IReadOnlyList<double> SizeGains { get; internal init; } = [];

    /// <summary>The data and the duration of its training.</summary>
    public string Training { get; internal init; } = "";

    /// <summary>Licence of the weights.</summary>
    public string License { get; internal init; } = "";

    /// <summary>
    /// Why a CPU runs it in ONNX Runtime, which is slower: one clause. Null where the CPU engine runs it, and for networks that the
    /// engine is not made for.
    /// </summary>
    public string? CpuFallbackReason { get; internal set; }

    /// <summary>All metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; internal init; } = new Dictionary<string, string>();

    /// <summary>A tile's origin must be a multiple of this, in pixels, so that the network's cells lie as on the whole picture.</summary>
    internal int Alignment => NetworkMultiple % BlurStride == 0 ? NetworkMultiple
        : BlurStride % NetworkMultiple == 0 ? BlurStride
        : NetworkMultiple * BlurStride;

    /// <summary>Where each band is clipped for its limited twin, in [0, 1]; empty for networks without bands.</summary>
    internal IReadOnlyList<float> BandLimits { get; init; } = [];

    /// <summary>Deviation of luma below which a region counts as flat, in [0, 1].</summary>
    internal float ContrastFloor { get; init; }
}
