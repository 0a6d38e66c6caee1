namespace P2IKT.Live.Logging;

/// <summary>How the log is written on stderr.</summary>
internal enum LogFormat
{
    /// <summary>Sentences for people.</summary>
    Text,

    /// <summary>One JSON object a line, for programs.</summary>
    Json,
}
