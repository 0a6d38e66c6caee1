namespace P2IKT.Live.Preview.Certificates;

/// <summary>What a user compares before trusting the authority.</summary>
/// <param name="Name">Its common name.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, in pairs of hexadecimal digits.</param>
/// <param name="Expires">When it expires.</param>
internal sealed record AuthorityState(string Name, string Fingerprint, DateTime Expires);
