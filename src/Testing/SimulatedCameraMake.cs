namespace P2IKT.Live.Testing;

/// <summary>Whose protocol a <see cref="SimulatedCamera"/> speaks.</summary>
public enum SimulatedCameraMake
{
    /// <summary>A Nikon: live view by polling, one JPEG for each release.</summary>
    Nikon,

    /// <summary>A Canon EOS: events by polling, a RAW and a JPEG for each release.</summary>
    Canon,

    /// <summary>A Sony Alpha: pictures wait in the camera's memory.</summary>
    Sony,
}
