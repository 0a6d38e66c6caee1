using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Commands;

/// <summary>The options of <c>live</c> for other machines: tokens and certificates.</summary>
internal sealed class AccessArguments
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [Renew, Certificate, Key];

    /// <summary>Whether the tokens are replaced.</summary>
    public Option<bool> Renew { get; } = new("--renew-tokens")
    {
        Description = "With --listen for other screens: make new links; every paired device has to be paired again",
    };

    /// <summary>The certificate.</summary>
    public Option<string?> Certificate { get; } = new("--certificate")
    {
        Description = "With --listen for other screens: a PEM file with this machine's certificate; without, the program makes one",
        HelpName = "FILE",
    };

    /// <summary>Its key.</summary>
    public Option<string?> Key { get; } = new("--key")
    {
        Description = "The PEM file with the private key of --certificate, where it is not in the same file",
        HelpName = "FILE",
    };

    /// <summary>Adds an error where an option has no effect.</summary>
    public void Validate(CommandResult result, Option<IPEndPoint> listen, Option<bool> headless)
    {
        if (result.GetResult(headless) is { Implicit: false }
            && Options.Prepend(listen).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } page)
        {
            result.AddError($"{page.Name} belongs to the preview: leave --headless out.");
            return;
        }
        if (result.GetResult(Key) is not null && result.GetResult(Certificate) is null)
            result.AddError("--key belongs to a certificate: add --certificate FILE, or leave it out.");
        var given = Options.FirstOrDefault(option => result.GetResult(option) is { Implicit: false });
        if (given is null || result.GetResult(listen) is { Errors: var errors } && errors.Any())
            return;
        var where = result.GetResult(listen) is null ? null : result.GetValue(listen); // null: the default, which is loopback
        if (where is null || IPAddress.IsLoopback(where.Address))
        {
            result.AddError(
                $"{given.Name} is for other screens: add --listen 0.0.0.0:{where?.Port ?? PreviewOptions.DefaultPort}, or leave it out.");
        }
    }
}
