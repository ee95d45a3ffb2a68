using MovieData.Models;
using MovieData.Native;

namespace MovieData.Tests.Models;

/// <summary>What a loaded network says of itself.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void NodesOfOneRun_OnTheCpu_AreAllOfTheGraph()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.ChannelBytes(TinyFlow.Plain));
        ModelEntry entry = ModelCatalogue.Read(catalogue).Find("tiny", ModelTask.Flow);
        using OnnxModel network = OnnxModel.Load(entry, ModelPlace.Cpu, profiled: true);

        IReadOnlyList<OnnxNode> nodes = network.NodesOfOneRun();

        Assert.All(nodes, node => Assert.Equal(OnnxNode.CpuProvider, node.Provider));
        Assert.Equal((2, 1), (nodes.Count(n => n.Operator == "Slice"), nodes.Count(n => n.Operator == "Concat")));
    }
}
