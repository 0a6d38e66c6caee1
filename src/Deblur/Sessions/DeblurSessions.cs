using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Scaling;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// Makes sessions: chooses the provider, then the factory for it and the model's architecture, then what goes around the session.
/// </summary>
public static class DeblurSessions
{
    // Asked in this order. The last five run the whole graph of any model, so one of them always answers.
    private static readonly ISessionFactory[] Table =
    [
        new LiveSessionFactory(LiveArchitecture.Bands),
        new LiveSessionFactory(LiveArchitecture.Refined),
        new LiveSessionFactory(LiveArchitecture.Family),
        new PluginSessionFactory(),
        new GpuSessionFactory(ExecutionProvider.TensorRt),
        new GpuSessionFactory(ExecutionProvider.Cuda),
        new GraphSessionFactory(ExecutionProvider.DirectMl),
        new GraphSessionFactory(ExecutionProvider.Cpu),
    ];

    /// <summary>
    /// Makes a session. On a CPU with AVX2 and FMA, the CPU engine runs a model that has its convolutions in a second file. Without them,
    /// ONNX Runtime runs these convolutions (<see cref="ModelArchitecture.Bands"/>) or the whole graph, as it does for all other models
    /// and providers. On a CPU all of them give the same picture within 1/255.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="size">Size of the frames, in pixels.</param>
    /// <param name="options">Defaults when null.</param>
    /// <returns>The session, owned by the caller.</returns>
    /// <exception cref="DeblurException">The model or the provider cannot be used.</exception>
    public static DeblurSession Create(Model model, FrameSize size, DeblurOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new DeblurOptions();
        var isReference = options.OrtBackbone || options.WholeGraph; // meant to run in ONNX Runtime: that needs no note
        var provider = isReference ? ExecutionProviders.Resolve(options) : ExecutionProviders.Resolve(options, model);
        try
        {
            if (options.Ensemble && options.Rung != QualityRung.Source)
                return CreateEnsemble(model, size, options);
            return options.Rung switch
            {
                QualityRung.Full => CreateFull(new SessionRequest(model, size, provider, options)),
                QualityRung.Source => new SourceDeblurSession(model, size, provider),
                _ => CreateReduced(new SessionRequest(model, size, provider, options)),
            };
        }
        catch (OnnxRuntimeException failure) when (options.Provider == ExecutionProvider.Auto && provider.Device is not null
            && ExecutionProviders.Exclude(provider, GpuUnavailableReason.Describe(failure.Message)))
        {
            return Create(model, size, options); // on the next best; its note says why
        }
        catch (OnnxRuntimeException failure)
        {
            var reason = DeblurSession.FirstLine(failure.Message);
            throw new DeblurException($"Model {model.Name} cannot be run at {size} on {provider.Name}: {reason}.", failure);
        }
        catch (OverflowException failure)
        {
            throw new DeblurException($"Model {model.Name} cannot be run at {size}: the frame is too large; use a smaller one.", failure);
        }
    }

    /// <summary>The first session that a factory makes for the request; see <see cref="Table"/>.</summary>
    internal static DeblurSession CreateFull(SessionRequest request)
    {
        foreach (var factory in request.Options.Factories.Concat(Table))
        {
            if (factory.Provider != request.Provider.Provider
                || (factory.Architecture != ModelArchitecture.Any && factory.Architecture != request.Model.Architecture))
                continue;
            if (factory.TryCreate(request, out var reason) is { } session)
                return session;
            request = request with { FallbackReason = reason ?? request.FallbackReason };
        }
        var message = $"No session for {request.Model.Name} can be made on {request.Provider.Name}; choose another provider.";
        throw new DeblurException(message) { Subject = request.Model.Name, Setting = "provider" };
    }

    private static ReducedDeblurSession CreateReduced(SessionRequest request)
    {
        var (size, rung) = (request.Size, request.Options.Rung);
        var inner = CreateFull(request with { Size = QuarterScale.Reduced(size, QualityRungs.Quarters(rung)) });
        return new ReducedDeblurSession(inner, size, rung, request.Options);
    }

    private static EnsembleDeblurSession CreateEnsemble(Model model, FrameSize size, DeblurOptions options) =>
        new(Create(model, size, options with { Ensemble = false }));
}
