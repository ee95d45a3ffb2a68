using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public sealed class NoiseTests
{
    // Octaves are computed eight at a time; the film's bytes must stay those of one after the other.
    [Fact]
    public void Fractal_AnyPlace_IsItsOctavesToTheBit()
    {
        var dice = new Dice(5);
        for (int i = 0; i < 20_000; i++)
        {
            uint seed = dice.Next();
            float u = dice.Between(-3, 3), v = dice.Between(-3, 3), gain = dice.Between(0.3f, 0.9f);
            int cellsX = 1 + dice.Below(256), cellsY = 1 + dice.Below(256), octaves = 1 + dice.Below(8);
            if (i % 10 == 0)
            {
                (u, v) = (MathF.Round(u), -1f / 1024);   // on a border of the tile, and just before one
            }

            float sum = 0, weight = 1, total = 0;
            for (int k = 0; k < octaves; k++)
            {
                sum += weight * Noise.Smooth(seed + (uint)(k * 7919), u, v, cellsX << k, cellsY << k);
                total += weight;
                weight *= gain;
            }

            Assert.Equal(1.6f * sum / total, Noise.Fractal(seed, u, v, cellsX, cellsY, octaves, gain));
        }
    }
}
