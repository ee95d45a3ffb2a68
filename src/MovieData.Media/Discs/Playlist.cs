namespace MovieData.Media.Discs;

/// <summary>A stretch of one clip, <c>BDMV/STREAM/{Clip}.m2ts</c>.</summary>
/// <param name="Clip">Five digits.</param>
/// <param name="InTicks">Start on the clip's own clock, 45 kHz.</param>
/// <param name="OutTicks">End on the clip's own clock, 45 kHz.</param>
/// <param name="DependentClip">Clip with the other view's stream (Blu-ray 3D); null for a 2D item.</param>
public sealed record PlayItem(string Clip, uint InTicks, uint OutTicks, string? DependentClip)
{
    /// <summary>Clips of which a viewer chooses one; the first is <see cref="Clip"/>.</summary>
    public int Angles { get; init; } = 1;

    /// <summary>True when the player stands still on the last picture, as menus and slide shows do.</summary>
    public bool IsStill { get; init; }

    /// <summary>Length in seconds.</summary>
    public double DurationS => (OutTicks - InTicks) / Playlist.TicksPerSecond;
}

/// <summary>A chapter mark: an instant of one play item.</summary>
/// <param name="Item">0-based play item.</param>
/// <param name="Ticks">Time on the item's clip, 45 kHz.</param>
public sealed record PlaylistMark(int Item, uint Ticks);

/// <summary>What a <c>BDMV/PLAYLIST/NNNNN.mpls</c> says of a title, as far as it is needed.</summary>
/// <param name="Number">The playlist's number, its file name.</param>
/// <param name="Items">Play items in order.</param>
/// <param name="Marks">Chapter marks in order (entry marks only).</param>
/// <param name="BaseViewIsRight">Blu-ray 3D: true when the base view is the right view (MVC_Base_view_R_flag).</param>
public sealed record Playlist(
    int Number, IReadOnlyList<PlayItem> Items, IReadOnlyList<PlaylistMark> Marks, bool BaseViewIsRight)
{
    /// <summary>Clock of all playlist times.</summary>
    public const double TicksPerSecond = 45_000;

    /// <summary>True when a player chooses the order of the items (playback type random or shuffle).</summary>
    public bool IsShuffled { get; init; }

    /// <summary>Length of the title in seconds.</summary>
    public double DurationS => Items.Sum(item => item.DurationS);

    /// <summary>True when every item has a dependent view: a Blu-ray 3D title.</summary>
    public bool IsStereo => Items.All(item => item.DependentClip is not null);

    /// <summary>True when a clip comes more than once, as in menus and in decoy playlists of copy
    /// protections.</summary>
    public bool Repeats => Items.Select(item => (item.Clip, item.InTicks)).Distinct().Count() < Items.Count;
}
