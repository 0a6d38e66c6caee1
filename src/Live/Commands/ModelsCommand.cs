using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live models</c>: each model with its size, its cost, and its gain as measured.</summary>
internal static class ModelsCommand
{
    public static int Run(TextWriter output)
    {
        var catalog = ModelCatalog.Standard;
        var files = catalog.Files.ToList();
        if (files.Count == 0)
            throw new DeblurException($"There are no models in {catalog.Folder}: build the program from its whole repository, or set P2IKT_MODELS.");
        var exit = ExitCode.Done;
        foreach (var file in files)
        {
            try
            {
                Describe(output, ModelFile.Load(file));
            }
            catch (DeblurException broken) // one broken file must not hide the others
            {
                output.WriteLine(Path.GetFileNameWithoutExtension(file));
                output.WriteLine($"  not usable: {broken.Message}");
                exit = ExitCode.ModelNotUsable;
            }
        }
        return exit;
    }

    private static void Describe(TextWriter output, Model model)
    {
        string Line(FormattableString text) => FormattableString.Invariant(text);
        string Share(string key) => model.Metadata.TryGetValue("p2ikt." + key, out var value)
            && double.TryParse(value, CultureInfo.InvariantCulture, out var share) ? Line($"{share * 100:0.0} %") : "an unmeasured share";
        string Measured(string key, string unit) => model.Metadata.TryGetValue("p2ikt." + key, out var value) ? $"{value}{unit}" : "not measured";
        output.WriteLine(Line($"{model.Name} {model.Version} ({model.Variant}{(model.Name == ModelCatalog.Default ? ", the default" : "")})"));
        output.WriteLine(Line($"  size      {new FileInfo(model.Path).Length / 1e6:0.0} MB; {model.MacsPerPixel / 1000:0.0} k multiply-accumulates a pixel of the frame"));
        output.WriteLine(Line($"  gain      {Measured("psnr_gain.real", " dB")} on real defocus, {Measured("psnr_gain.synthetic", " dB")} on the synthetic hold-out"));
        output.WriteLine(Line($"  blur map  one value for {model.BlurStride}x{model.BlurStride} pixels, up to {model.MaxBlurRadius:0.#} px; against the truth on textured cells of the hold-out:"));
        foreach (var (radii, suffix) in new[] { ("radii to 6 px", ".mild"), ("all radii", "") })
        {
            output.WriteLine($"            {radii + ":",-15}correlation {Measured("blur_correlation" + suffix, "")}, mean error {Measured("blur_mean_error" + suffix, " px")}; "
                + $"away from depth edges {Measured("blur_correlation_plain" + suffix, "")}, {Measured("blur_mean_error_plain" + suffix, " px")}");
        }
        output.WriteLine($"  focus     the smaller radius of two shots names the one in focus at {Share("focus_decision")} of the pixels that tell them apart");
        output.WriteLine($"  trained   {(model.Training.Length > 0 ? model.Training : "its file does not say")}");
        output.WriteLine($"  licence   {(model.License.Length > 0 ? model.License : "its file does not say")}");
        output.WriteLine($"  file      {model.Path}");
    }
}
