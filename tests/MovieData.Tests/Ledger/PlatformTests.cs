using System.Runtime.InteropServices;
using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

/// <summary>
/// Which processors share a name: those whose networks give the same bits, by measurement (see
/// tools/measure/instruction-sets.sh) and by the source of ONNX Runtime's choice (mlas/lib/platform.cpp).
/// </summary>
public class PlatformTests
{
    private const string Avx512 = "avx fma avx2 avx512f avx512bw avx512dq avx512vl";

    [Theory]
    [InlineData("sse4_2", "x64")]
    [InlineData("sse4_2 avx", "x64 avx")]
    [InlineData("avx avx2", "x64 avx")]
    [InlineData("avx fma", "x64 avx")]
    [InlineData("avx fma avx2", "x64 avx2")]
    [InlineData("avx fma avx2 avx_vnni", "x64 avx2")]
    [InlineData(Avx512, "x64 avx512f")]
    [InlineData(Avx512 + " avx512_vnni amx_int8", "x64 avx512f")]
    public void CpuOf_NetworksOfFloats_AreOfFourKinds(string sets, string name) =>
        Assert.Equal(name, Platform.CpuOf(Architecture.X64, sets.Split(' '), areEmbedded: true));

    [Theory]
    [InlineData("avx fma avx2 avx_vnni", "x64 avx2 avx_vnni")]
    [InlineData(Avx512, "x64 avx512f avx512bw avx512dq avx512vl")]
    [InlineData(Avx512 + " avx512_vnni", "x64 avx512f avx512bw avx512dq avx512vl avx512_vnni")]
    public void CpuOf_OtherNetworks_MayMultiplyIntegers(string sets, string name) =>
        Assert.Equal(name, Platform.CpuOf(Architecture.X64, sets.Split(' '), areEmbedded: false));
}
