using System.Globalization;
using System.Text;

namespace MovieData.Clusters;

/// <summary>
/// One array of a cluster's job: its task of index i works on part <paramref name="Offset"/> + i.
/// </summary>
/// <param name="Offset">What a task adds to its index; 0 for the first array.</param>
/// <param name="Indices">Indices of its tasks, ascending, from 1; never empty.</param>
public sealed record ArrayJob(int Offset, IReadOnlyList<int> Indices)
{
    /// <summary>Most arrays of one job: clusters take minutes over more, and a typing error makes thousands.</summary>
    public const int ArraysMax = 100;

    /// <summary>
    /// Deals parts to arrays whose indices stay below <c>MaxArraySize</c> (which is one more than the largest index).
    /// </summary>
    /// <param name="parts">Parts with work, from 1, in any order.</param>
    /// <param name="maxArraySize">As <c>scontrol show config</c> says it.</param>
    /// <returns>Arrays by offset; none where there is no part.</returns>
    /// <exception cref="ClusterException">The cluster has no arrays, or too many would be needed.</exception>
    public static IReadOnlyList<ArrayJob> Split(IEnumerable<int> parts, int maxArraySize)
    {
        int size = maxArraySize - 1;
        if (size < 1)
        {
            throw new ClusterException(
                $"MaxArraySize is {maxArraySize}: this cluster runs no job arrays: its administrator can raise it");
        }

        ArrayJob[] arrays =
        [
            .. parts.Distinct().Order().GroupBy(part => (part - 1) / size).Select(block =>
                new ArrayJob(block.Key * size, [.. block.Select(part => part - (block.Key * size))])),
        ];
        return arrays.Length <= ArraysMax ? arrays : throw new ClusterException(
            $"{arrays.Length} job arrays would be needed, at most {ArraysMax} are sent (MaxArraySize is "
            + $"{maxArraySize}): give --tasks {ArraysMax * (long)size} or fewer");
    }

    /// <summary>The indices as <c>sbatch --array</c> takes them: <c>1-5,8,10-12</c>.</summary>
    public string Spec
    {
        get
        {
            var spec = new StringBuilder();
            for (int first = 0; first < Indices.Count;)
            {
                int last = first;
                while (last + 1 < Indices.Count && Indices[last + 1] == Indices[last] + 1)
                {
                    last++;
                }

                spec.Append(spec.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{Indices[first]}");
                spec.Append(last == first ? "" : string.Create(CultureInfo.InvariantCulture, $"-{Indices[last]}"));
                first = last + 1;
            }

            return spec.ToString();
        }
    }
}
