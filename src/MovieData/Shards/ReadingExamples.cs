namespace MovieData.Shards;

/// <summary>
/// How to read the 16-bit disparity code in the tools that people train with: pieces of a dataset's card, each complete
/// and run by <c>ReadingExamplesTests</c> as it stands there.
/// </summary>
internal static class ReadingExamples
{
    private const string WithPillow =
        """
        import io
        import numpy as np
        from PIL import Image

        def disparity_of(png):
            v = np.asarray(Image.open(io.BytesIO(png))).astype(np.int32)
            return np.where(v == 0, np.nan, (v - 32768) / 64)
        """;

    private const string WithOpenCv =
        """
        import cv2
        import numpy as np

        def disparity_of(png):
            v = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED).astype(np.int32)
            return np.where(v == 0, np.nan, (v - 32768) / 64)
        """;

    private const string WithTorch =
        """
        import io
        import numpy as np
        import torch
        from PIL import Image

        def disparity_of(png):
            v = torch.from_numpy(np.asarray(Image.open(io.BytesIO(png))).astype(np.int32))
            disparity = (v - 32768) / 64
            disparity[v == 0] = torch.nan
            return disparity
        """;

    private const string WithTensorFlow =
        """
        import tensorflow as tf

        def disparity_of(png):
            v = tf.cast(tf.io.decode_png(png, dtype=tf.uint16)[..., 0], tf.int32)
            return tf.where(v == 0, float("nan"), tf.cast(v - 32768, tf.float32) / 64)
        """;

    private const string WithDatasets =
        """
        import numpy as np
        from datasets import load_dataset

        rows = load_dataset("parquet", data_files="data/SPLIT/*.parquet", split="train", streaming=True)
        v = np.asarray(next(iter(rows))["disparity"]).astype(np.int32)
        disparity = np.where(v == 0, np.nan, (v - 32768) / 64)
        """;

    private const string WithDuckDb =
        """
        SELECT id, range_px, consistent_fraction, octet_length(disparity.bytes) AS png_bytes
        FROM 'data/*/*.parquet'
        WHERE consistent_fraction >= 0.8
        ORDER BY range_px DESC, id
        LIMIT 10
        """;

    /// <summary>Title, language and text of each.</summary>
    /// <param name="split">A split that has rows.</param>
    public static IEnumerable<(string Title, string Language, string Text)> All(string split) =>
    [
        ("Hugging Face datasets", "python", WithDatasets.Replace("SPLIT", split, StringComparison.Ordinal)),
        ("NumPy and Pillow", "python", WithPillow),
        ("OpenCV", "python", WithOpenCv),
        ("PyTorch", "python", WithTorch),
        ("TensorFlow", "python", WithTensorFlow),
        ("DuckDB", "sql", WithDuckDb),
    ];
}
