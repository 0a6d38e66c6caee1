namespace P2IKT.Live.Deblur;

/// <summary>
/// The architectures of the networks that the project trains: values of <see cref="Model.Architecture"/>. A session factory names the
/// one that it is for, see <see cref="ISessionFactory"/>.
/// </summary>
public static class ModelArchitecture
{
    /// <summary>Any architecture: of a factory, never of a model.</summary>
    public const string Any = "";

    /// <summary>Coefficients weight the bands of a luma pyramid (models/pyramid.py).</summary>
    public const string Bands = "live-bands";

    /// <summary>As <see cref="Bands"/>, and a second stage adds a residual (models/refined.py).</summary>
    public const string Refined = "live-refined";

    /// <summary>One U-Net gives both the coefficients and the residual (models/family.py).</summary>
    public const string Family = "live-family";
}
