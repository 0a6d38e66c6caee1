namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// What the tokens of a <see cref="NameTemplate"/> stand for. Characters that are not allowed in a name are replaced when it is filled.
/// </summary>
public sealed record NameValues
{
    /// <summary>For <c>{date}</c> and <c>{time}</c>: the local time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>For <c>{name}</c>: the current entry of the shot list, or what was typed; null: "unnamed".</summary>
    public string? Name { get; init; }

    /// <summary>For <c>{camera}</c>: what the camera calls itself; null: "camera".</summary>
    public string? Camera { get; init; }

    /// <summary>
    /// For <c>{file}</c>: the name that the camera gave the picture, without extension; null: the kind of file, such as "clip".
    /// </summary>
    public string? File { get; init; }
}
