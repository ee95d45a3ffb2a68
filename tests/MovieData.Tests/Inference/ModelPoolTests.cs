using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>Segments are spread over places.</summary>
public sealed class ModelPoolTests
{
    [Fact]
    public async Task UseAsync_SeveralAtOnce_TakesThePlaceWithTheFewest()
    {
        using ModelPool pool = ModelPool.Load([ModelPlace.Cpu, ModelPlace.Cpu with { FlowPairs = 2 }], Load);
        var taken = new List<int>();
        var ends = new List<TaskCompletionSource<bool>>();
        var tasks = new List<Task<bool>>();
        void Start()
        {
            var end = new TaskCompletionSource<bool>();
            ends.Add(end);
            tasks.Add(pool.UseAsync(set =>
            {
                taken.Add(set.Place.FlowPairs);
                return end.Task;
            }));
        }

        Start();
        Start();
        Start();
        ends[1].SetException(new InvalidOperationException("a segment that failed"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => tasks[1]);
        Start();
        Start();
        ends.Where((_, i) => i != 1).ToList().ForEach(end => end.SetResult(true));
        await Task.WhenAll(tasks.Where((_, i) => i != 1));

        // The second place is free again after its failure, so it takes two in a row.
        Assert.Equal([1, 2, 1, 2, 2], taken);
    }

    private static ModelSet Load(ModelPlace place) =>
        ModelSet.Load(ModelCatalogue.Read(null), "movieflow", ["sky-plain"], "digest", place);
}
