using MovieData.Imaging.Frames;

namespace MovieData.Sky;

/// <summary>Sky pixels in one piece, and what was counted of them; counts are pixels, disparities px.</summary>
/// <param name="box">The area they reach over.</param>
/// <param name="area">How many they are.</param>
internal sealed class SkyRegion(PixelArea box, int area)
{
    /// <summary>
    /// Most of what speaks against sky, as a share of what refuses it; a blank region gives nothing to count.
    /// </summary>
    private const double NearFractionMax = 0.5;

    /// <summary>Where fewer of a region's pixels are consistent and have contrast, stereo says nothing of it.</summary>
    private const double AskedFractionMin = 0.05;

    /// <summary>Largest share of the area that shows things in front, away from the border: a wall with what stands
    /// before it reaches 6 to 10 % (Middlebury), real sky 0.01 %.</summary>
    private const double HeldFractionMax = 0.02;

    /// <summary>
    /// Largest share of all contacts that are with something above it of its own distance: ceilings, shelves, pictures
    /// on a wall (blank parts of six rooms: 4 to 26 %); nothing hangs in the sky as far as the sky (street, KITTI,
    /// coast: 0 to 0.6 %).
    /// </summary>
    private const double HangingFractionMax = 0.04;

    /// <summary>Largest share of contacts with something farther, where the region's disparity is one …</summary>
    private const double FartherFractionMax = 0.2;

    /// <summary>
    /// … and where it is not, since flow over a blank sky is lent by what stands before it (KITTI: 17 % of the contacts
    /// of its sky are with hills that seem farther).
    /// </summary>
    private const double FartherOfUnevenFractionMax = 0.35;

    /// <summary>Share of the area at its own disparity from which that is one.</summary>
    private const double EvenFractionMin = 0.7;

    /// <summary>The area it reaches over.</summary>
    public PixelArea Box => box;

    /// <summary>Its pixels.</summary>
    public int Area => area;

    /// <summary>Its disparity: percentile 25 of its consistent pixels, px; NaN: unknown, or nobody asked.</summary>
    public float DisparityPx { get; set; } = float.NaN;

    /// <summary>True where its disparity is one, so that it means something.</summary>
    public bool IsEven => Even >= EvenFractionMin * area;

    /// <summary>Its consistent pixels at that disparity.</summary>
    public int Even { get; set; }

    /// <summary>Its pixels that are consistent and have contrast.</summary>
    public int Asked { get; set; }

    /// <summary>Those of them that are nearer than the far end of everything else.</summary>
    public int Near { get; set; }

    /// <summary>Those of them that are nearer than the region and not at its border.</summary>
    public int Held { get; set; }

    /// <summary>Spread of the disparities with contrast as a share of the most there may be; 0: not asked.</summary>
    public double SpreadShare { get; set; }

    /// <summary>Contacts with something nearer: consistent pixels just outside.</summary>
    public int TouchesNearer { get; private set; }

    /// <summary>Contacts with something as far.</summary>
    public int TouchesEven { get; private set; }

    /// <summary>Contacts with something farther.</summary>
    public int TouchesFarther { get; private set; }

    /// <summary>Contacts with something as far that is above it.</summary>
    public int Hanging { get; private set; }

    /// <summary>Refused for a reason of the whole picture.</summary>
    public bool IsRefusedWithOthers { get; set; }

    /// <summary>True when something speaks too much against sky.</summary>
    public bool IsRefused => IsRefusedWithOthers || Doubt > 1;

    /// <summary>
    /// 0…1: half of it is what speaks against it (1: nothing), half the share of what it touches that is nearer (0
    /// where that is unknown).
    /// </summary>
    public double Confidence => (1 - Math.Min(Doubt, 1) + Share(TouchesNearer, Contacts)) / 2;

    /// <summary>Counts a contact.</summary>
    /// <param name="px">Disparity of the consistent pixel outside.</param>
    /// <param name="stepPx">By so much two disparities must differ to be nearer and farther.</param>
    /// <param name="isAbove">The pixel is above the region.</param>
    public void Touch(float px, float stepPx, bool isAbove)
    {
        float nearer = px - DisparityPx;
        if (nearer > stepPx)
        {
            TouchesNearer++;
        }
        else if (nearer < -stepPx)
        {
            TouchesFarther++;
        }
        else
        {
            TouchesEven++;
            Hanging += isAbove ? 1 : 0;
        }
    }

    // The largest of all doubts, each as a share of the one that refuses.
    private double Doubt
    {
        get
        {
            double near = Asked >= AskedFractionMin * area ? Share(Near, Asked) / NearFractionMax : 0;
            double farther = Share(TouchesFarther, Contacts)
                / (IsEven ? FartherFractionMax : FartherOfUnevenFractionMax);
            double held = Share(Held, area) / HeldFractionMax;
            double hanging = Share(Hanging, Contacts) / HangingFractionMax;
            return Math.Max(Math.Max(near, SpreadShare), Math.Max(farther, Math.Max(held, hanging)));
        }
    }

    private int Contacts => TouchesNearer + TouchesEven + TouchesFarther;

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
