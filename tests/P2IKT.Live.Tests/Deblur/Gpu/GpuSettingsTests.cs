using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Tests.Deblur.Gpu;

public sealed class GpuSettingsTests
{
    [Fact]
    public void TensorRt_WithAFolder_KeepsEnginesAndTimingsThereInHalfPrecision()
    {
        var settings = GpuSettings.TensorRt("/cache/x", fixedAddresses: true);

        Assert.Equal(("1", "1", "1"), (settings["trt_fp16_enable"], settings["trt_engine_cache_enable"], settings["trt_timing_cache_enable"]));
        Assert.Equal(("/cache/x", "/cache/x"), (settings["trt_engine_cache_path"], settings["trt_timing_cache_path"]));
    }

    [Fact]
    public void TensorRt_WithoutAFolder_KeepsNothing() =>
        Assert.DoesNotContain(GpuSettings.TensorRt(null, fixedAddresses: true).Keys, key => key.Contains("cache", StringComparison.Ordinal));

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "0")]
    public void Graphs_AreCapturedWhereAddressesAreFixedOnly(bool isFixed, string expected)
    {
        Assert.Equal(expected, GpuSettings.TensorRt(null, isFixed)["trt_cuda_graph_enable"]);
        Assert.Equal(expected, GpuSettings.Cuda(isFixed)["enable_cuda_graph"]);
    }
}
