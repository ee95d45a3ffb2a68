using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <summary>Where NVIDIA's libraries are looked for, on made-up machines.</summary>
public sealed class CudaFoldersTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("usr/local/cuda-13.0/lib64")]
    [InlineData("usr/local/nvidia/lib64")]
    [InlineData("usr/lib/python3/dist-packages/nvidia/cublas/lib")]
    [InlineData("usr/local/lib/python3.13/site-packages/nvidia/cu13/lib")]
    [InlineData("home/.local/lib/python3.12/site-packages/nvidia/cu13/lib")]
    [InlineData("venv/lib/python3.12/site-packages/nvidia/cu13/lib")]
    [InlineData("conda/lib/python3.11/site-packages/nvidia/cudnn/lib")]
    [InlineData("opt/torch/.venv/lib/python3.12/site-packages/nvidia/cudnn/lib")]
    [InlineData("opt/torch/.venv/lib64/python3.12/site-packages/nvidia/cudnn/lib")]
    [InlineData("toolkit/lib64")]
    public void Find_LibraryInAUsualFolder_GivesItsPath(string folder)
    {
        string path = Put(folder, "libcublas.so.13");
        Put("opt/torch/.venv/bin", "python3");
        (_variables["HOME"], _variables["VIRTUAL_ENV"]) = (_root["home"], _root["venv"]);
        (_variables["CONDA_PREFIX"], _variables["CUDA_HOME"]) = (_root["conda"], _root["toolkit"]);
        _variables["PATH"] = $"{_root["nothing"]}:{_root["opt/torch/.venv/bin"]}";

        Assert.Equal(path, Folders().Find("libcublas.so.13"));
        Assert.Null(Folders().Find("libcublas.so.12"));
    }

    /// <summary>As /usr/local/bin/python3 often is a link into an environment.</summary>
    [Fact]
    public void Find_InterpreterThatIsALink_LooksBesideBoth()
    {
        Put("opt/env/bin", "python3.12");
        Directory.CreateDirectory(_root["links/bin"]);
        File.CreateSymbolicLink(_root["links/bin/python3"], _root["opt/env/bin/python3.12"]);
        string far = Put("opt/env/lib/python3.12/site-packages/nvidia/cu13/lib", "libcudart.so.13");
        string near = Put("links/lib/python3.12/site-packages/nvidia/cudnn/lib", "libcudnn.so.9");
        _variables["PATH"] = _root["links/bin"];

        Assert.Equal(far, Folders().Find("libcudart.so.13"));
        Assert.Equal(near, Folders().Find("libcudnn.so.9"));
    }

    [Fact]
    public void Find_SystemAndPython_TakesTheSystems()
    {
        Put("usr/lib/python3/dist-packages/nvidia/cu13/lib", "libcudart.so.13");
        Put("usr/local/cuda-13.0/lib64", "libcudart.so.13");
        string newest = Put("usr/local/cuda-13.1/lib64", "libcudart.so.13");

        Assert.Equal(newest, Folders().Find("libcudart.so.13"));
    }

    [Fact]
    public void Find_ARingOfLinks_IsPassedOver()
    {
        Directory.CreateDirectory(_root["bin"]);
        File.CreateSymbolicLink(_root["bin/python3"], _root["bin/other"]);
        File.CreateSymbolicLink(_root["bin/other"], _root["bin/python3"]);
        _variables["PATH"] = _root["bin"];

        Assert.Null(Folders().Find("libcudart.so.13"));
    }

    /// <summary>A real library of the runtime's package under a name that no loader knows.</summary>
    [Fact]
    public void TryLoad_LibraryOutsideTheLoadersFolders_IsLoadedAndItsFolderTold()
    {
        const string Name = "libmovie-data-made-up.so.13";
        string folder = Path.GetDirectoryName(Put("usr/lib/python3/dist-packages/nvidia/cu13/lib", "x"))!;
        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "libonnxruntime_providers_shared.so"), Path.Combine(folder, Name));
        CudaFolders folders = Folders();

        Assert.Empty(folders.Used);
        Assert.True(folders.TryLoad(Name));
        Assert.Equal([folder], folders.Used);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryLoad_MissingOrNoLibrary_IsRefused(bool isThere)
    {
        if (isThere)
        {
            Put("usr/local/cuda/lib64", "libcudnn-made-up.so.9");    // an empty file
        }

        CudaFolders folders = Folders();

        Assert.False(folders.TryLoad("libcudnn-made-up.so.9"));
        Assert.Empty(folders.Used);
    }

    private CudaFolders Folders() => new(name => _variables.GetValueOrDefault(name), _root.Path + "/");

    private string Put(string folder, string file)
    {
        string path = Path.Combine(Directory.CreateDirectory(_root[folder]).FullName, file);
        File.WriteAllText(path, "");
        return path;
    }
}
