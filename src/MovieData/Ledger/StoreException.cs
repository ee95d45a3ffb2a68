namespace MovieData.Ledger;

/// <summary>
/// A store of datasets cannot be used or gave no answer: no such bucket, wrong credentials, nobody there, too slow.
/// Says nothing about the files in it: none is damaged for that.
/// </summary>
public sealed class StoreException(string message, Exception? inner = null) : LedgerException(message, inner);
