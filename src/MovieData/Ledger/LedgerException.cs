namespace MovieData.Ledger;

/// <summary>
/// The output folder cannot be used: another pipeline or film stands in it, a file in it is damaged, or the disk
/// refused. The message names the file and both sides.
/// </summary>
public class LedgerException(string message, Exception? inner = null) : MovieDataException(message, inner);
