using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using static System.FormattableString;

namespace P2IKT.Live.Commands;

/// <summary><c>p2ikt-live models</c>: each model with its size, its cost, and its gain as measured.</summary>
internal static class ModelsCommand
{
    public static int Run(TextWriter output)
    {
        var catalog = ModelCatalog.Standard;
        var files = catalog.Files.ToList();
        if (files.Count == 0)
            throw new DeblurException($"There are no models in {catalog.Folder}: build the program from its whole repository, or set "
                + "P2IKT_MODELS.");
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
        var known = model.Metadata;
        string Share(string key) =>
            known.TryGetValue("p2ikt." + key, out var value) && double.TryParse(value, CultureInfo.InvariantCulture, out var share)
                ? Invariant($"{share * 100:0.0} %") : "an unmeasured share";
        string Measured(string key, string unit) => known.TryGetValue("p2ikt." + key, out var value) ? $"{value}{unit}" : "not measured";
        void Line(FormattableString text) => output.WriteLine(Invariant(text));

        var megabytes = new FileInfo(model.Path).Length / 1e6;
        Line($"{model.Name} {model.Version} ({model.Variant})");
        Line($"  size      {megabytes:0.0} MB; {model.MacsPerPixel / 1000:0.0} k multiply-accumulates a pixel of the frame");
        var (real, synthetic) = (Measured("psnr_gain.real", " dB"), Measured("psnr_gain.synthetic", " dB"));
        Line($"  gain      {real} on real defocus, {synthetic} on the synthetic hold-out");
        if (model.SizeGains is [var full, var threeQuarters, var half, var quarter])
        {
            var smaller = Invariant($"{threeQuarters:0.00} at 3/4, {half:0.00} at 1/2, {quarter:0.00} at 1/4");
            Line($"            {full:0.00} dB at full size, {smaller} of each side");
        }
        else
            Line($"            not measured at smaller working sizes: --model auto does not use it");
        var cell = $"{model.BlurStride}x{model.BlurStride} pixels";
        Line($"  blur map  one value for {cell}, up to {model.MaxBlurRadius:0.#} px; against the truth on textured cells of the hold-out:");
        foreach (var (radii, range) in new[] { ("radii to 6 px", ".mild"), ("all radii", "") })
        {
            var all = $"correlation {Measured("blur_correlation" + range, "")}, mean error {Measured("blur_mean_error" + range, " px")}";
            var plain = $"{Measured("blur_correlation_plain" + range, "")}, {Measured("blur_mean_error_plain" + range, " px")}";
            output.WriteLine($"            {radii + ":",-15}{all}; away from depth edges {plain}");
        }
        output.WriteLine("  focus     the smaller radius of two shots names the one in focus "
            + $"at {Share("focus_decision")} of the pixels in which they differ");
        output.WriteLine($"  trained   {(model.Training.Length > 0 ? model.Training : "its file does not say")}");
        output.WriteLine($"  licence   {(model.License.Length > 0 ? model.License : "its file does not say")}");
        output.WriteLine($"  file      {model.Path}");
    }
}
