using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Quality;

namespace P2IKT.Live.Pipeline;

/// <summary>The levels over all installed models whose gain was measured.</summary>
internal static class AutomaticLadder
{
    // A GPU's levels are not measured, because an engine takes minutes to build. What is not network, in multiply-accumulates a pixel.
    private const double FullResolutionWork = 500;

    /// <summary>Loads the models. On a CPU the costs are measured, or read where an earlier start has measured them.</summary>
    /// <param name="catalog">The installed models; those that cannot be used, and those without measured gains, are left out.</param>
    /// <param name="options">What runs them.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    /// <exception cref="DeblurException">None can be used, or the provider cannot.</exception>
    public static QualityLadder Load(ModelCatalog catalog, DeblurOptions options, CancellationToken cancellation)
    {
        var models = catalog.Files.AsParallel().AsOrdered().Select(TryLoad).OfType<Model>()
            .Where(static model => model.SizeGains.Any(static gain => gain > 0)).ToList();
        if (models.Count == 0)
            return QualityLadder.Of(catalog.Find(ModelCatalog.Default));
        if (ExecutionProviders.Resolve(options).Provider != ExecutionProvider.Cpu)
            return QualityLadder.Of(models.SelectMany(static _ => QualityRungs.WithNetwork, GuessCost), isMeasured: false);
        var costs = new LevelCostCache(Path.Combine(DeblurCache.Folder, "costs.json"));
        return QualityLadder.Of(costs.Levels(models, options, cancellation), isMeasured: true);
    }

    private static QualityLevel GuessCost(Model model, QualityRung rung) =>
        new(model, rung, (model.MacsPerPixel * QualityRungs.PixelShare(rung)) + FullResolutionWork);

    private static Model? TryLoad(string file)
    {
        try
        {
            return ModelFile.LoadChecked(file);
        }
        catch (DeblurException)
        {
            return null; // `p2ikt-live models` says why
        }
    }
}
