using System.CommandLine;
using P2IKT.Live.Recording.Shoots;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c> that say where a shoot's files go, and what they are called.</summary>
internal sealed class ShootArguments
{
    /// <summary>The option whose value may be empty: no folder for the session.</summary>
    public const string SessionOption = "--session";

    private readonly Option<string?> _session = new(SessionOption)
    {
        Description = "Folder of this session within those of pictures and clips: \"{date} Smith\"; {date} {name} {camera}, and / "
            + "between folders",
        HelpName = "TEXT",
        CustomParser = static result => Template(result, NameTemplate.OfFolder),
    };

    private readonly Option<string?> _names = new("--names")
    {
        Description = "Names of pictures, clips and snapshots: {name}_{seq}; {date} {time} {seq} {name} {camera} {file}",
        HelpName = "TEXT",
        CustomParser = static result => Template(result, NameTemplate.OfFile),
    };

    private readonly Option<string?> _list = new("--shot-list")
    {
        Description = "What is to be photographed, one entry a line: name, code, note; the current one names the pictures",
        HelpName = "FILE.csv",
    };

    private readonly Option<string?> _copyTo = new("--copy-to")
    {
        Description = "Copy each picture, clip and sidecar to this folder on another disk, and verify the copy; it must be there",
        HelpName = "DIR",
    };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> Options => [_session, _names, _list, _copyTo];

    /// <summary>What was asked for.</summary>
    public ShootOptions Read(ParseResult parsed) => new()
    {
        Session = parsed.GetValue(_session) ?? "",
        Names = parsed.GetValue(_names),
        ListFile = parsed.GetValue(_list),
        CopyFolder = parsed.GetValue(_copyTo),
    };

    private static string? Template(System.CommandLine.Parsing.ArgumentResult result, Func<string, NameTemplate> read)
    {
        try
        {
            return read(Arguments.Text(result)).Text;
        }
        catch (FormatException refused)
        {
            result.AddError(refused.Message);
            return null;
        }
    }
}
