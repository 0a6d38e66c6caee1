namespace P2IKT.Live.Preview.Access;

/// <summary>How other machines are let in: by tokens, over TLS.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// The folder in which tokens, the certificate authority and its certificate are kept over restarts, readable by the owner alone. It is
    /// made when it is needed. Null: they are made anew at each start, and paired devices have to be paired again.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Whether the tokens are replaced: every device has to be paired again. Default: no.</summary>
    public bool RenewTokens { get; init; }

    /// <summary>
    /// A PEM file with the certificate of this machine and those between it and its root. Null: a certificate authority is made on demand,
    /// and issues one.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the private key, not encrypted; null: it is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Whether programs and browsers on this machine control the live view without a token. Default: yes. No: for a machine with other
    /// users, or behind a reverse proxy, whose visitors all seem to come from this machine.
    /// </summary>
    public bool OpenOnLoopback { get; init; } = true;
}
