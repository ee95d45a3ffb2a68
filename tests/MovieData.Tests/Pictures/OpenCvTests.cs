using MovieData.Imaging.Pictures;

namespace MovieData.Tests.Pictures;

/// <summary>What a user is told where OpenCV cannot be loaded; lines as .NET gave them on a bare Debian 12.</summary>
public sealed class OpenCvTests
{
    private const string Loader = """
        Unable to load shared library 'OpenCvSharpExtern' or one of its dependencies.
        {0}: cannot open shared object file: No such file or directory
        /opt/movie-data/libOpenCvSharpExtern: cannot open shared object file: No such file or directory
        """;

    [Theory]
    [InlineData("libatomic.so.1", "apt-get install libatomic1")]
    [InlineData("libgtk-3.so.0", "apt-get install libgtk-3-0")]
    [InlineData("libcairo.so.2", "apt-get install libgtk-3-0")]
    [InlineData("libother.so.4", "apt-get install the package that holds it")]
    [InlineData("libOpenCvSharpExtern.so", "build or unpack the program again")]
    public void Why_MissingLibrary_NamesThePackage(string library, string advice)
    {
        string lines = Loader.Replace("{0}", library, StringComparison.Ordinal);

        Assert.EndsWith(advice, OpenCv.Why(lines), StringComparison.Ordinal);
    }
}
