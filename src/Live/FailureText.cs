using System.Collections.Frozen;
using P2IKT.Live.Frames;

namespace P2IKT.Live;

/// <summary>
/// The sentence about a failure as the command prints it. Libraries name a setting; the command adds the flag that changes it.
/// </summary>
internal static class FailureText
{
    /// <summary>The settings of the libraries, each with its flag; <c>deblur</c> and <c>live</c> name the same settings alike.</summary>
    private static readonly FrozenDictionary<string, string> Flags = new Dictionary<string, string>
    {
        ["certificate"] = "--certificate",
        ["codec"] = "--codec",
        ["listen"] = "--listen",
        ["osc"] = "--osc",
        ["output"] = "--output",
        ["overwrite"] = "--overwrite",
        ["provider"] = "--provider",
        ["providers"] = "--providers",
        ["send"] = "--send",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The message of a failure, and the flag of the setting that avoids it, if there is one.</summary>
    public static string Of(Exception failure) => With((failure as P2iktException)?.Setting, failure.Message);

    /// <summary>The text of a notice, and the flag of the setting that avoids it, if there is one.</summary>
    public static string Of(Notice notice) => With(notice.Setting, notice.Text);

    private static string With(string? setting, string sentence) =>
        setting is not null && Flags.TryGetValue(setting, out var flag) ? $"{sentence.TrimEnd('.')} ({flag})." : sentence;
}
