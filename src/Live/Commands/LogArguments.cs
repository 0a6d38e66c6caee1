using System.CommandLine;
using P2IKT.Live.Logging;

namespace P2IKT.Live.Commands;

/// <summary>The options of the log.</summary>
internal sealed class LogArguments
{
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Log details of the run and of the web server on stderr" };

    private readonly Option<LogFormat> _format = new("--log-format")
    {
        Description = "text, or json for one JSON object a line on stderr",
        HelpName = "text|json",
        DefaultValueFactory = static _ => LogFormat.Text,
        CustomParser = static result =>
        {
            if (Arguments.TryName<LogFormat>(Arguments.Text(result), out var format))
                return format;
            Arguments.Refuse<string>(result, "text or json");
            return default;
        },
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_verbose, _format];

    /// <summary>What was asked for.</summary>
    public LogSettings Read(ParseResult parsed) => new(parsed.GetValue(_format), parsed.GetValue(_verbose));
}
