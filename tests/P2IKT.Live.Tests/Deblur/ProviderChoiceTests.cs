using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Tests.Deblur;

public sealed class ProviderChoiceTests
{
    [Fact]
    public void Survey_Always_EndsWithTheProcessorWhichWorks()
    {
        var survey = ExecutionProviders.CheckAll().ToList();

        Assert.Equal([ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.DirectMl, ExecutionProvider.Cpu], survey.Select(s => s.Provider));
        Assert.Null(survey[^1].Reason);
    }

    [Fact]
    public void Resolve_Auto_SaysWhyEachBetterProviderIsNotInUse()
    {
        var choice = ExecutionProviders.Resolve(ExecutionProvider.Auto);

        foreach (var (provider, reason) in ExecutionProviders.CheckAll().TakeWhile(s => s.Provider != choice.Provider))
        {
            Assert.Contains(ProviderChoice.NameOf(provider), choice.Note, StringComparison.Ordinal);
            Assert.Contains(reason!, choice.Note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resolve_AProviderThatIsNotHere_IsRefusedAndNotReplaced()
    {
        var missing = ExecutionProviders.CheckAll().First(s => s.Reason is not null); // DirectML or CUDA is missing on every machine
        var failure = Assert.Throws<DeblurException>(() => ExecutionProviders.Resolve(missing.Provider));

        Assert.Contains(missing.Reason!, failure.Message, StringComparison.Ordinal);
    }
}
