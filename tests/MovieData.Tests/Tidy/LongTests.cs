using System.Reflection;
using Xunit.v3;

namespace MovieData.Tests.Tidy;

/// <summary>Nothing is proved in the long form alone (<see cref="LongAttribute"/>).</summary>
public class LongTests
{
    private static readonly MethodInfo[] Tests =
    [
        .. typeof(LongTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes().OfType<IFactAttribute>().Any()),
    ];

    [Fact]
    public void LongData_EveryTheory_HasRowsInEveryRun()
    {
        string[] alone = [.. Tests.Where(test => test.IsDefined(typeof(LongDataAttribute)) && !HasRowsInEveryRun(test))
            .Select(NameOf)];

        Assert.Empty(alone);
    }

    [Fact]
    public void Long_EveryTest_NamesOneOfEveryRun()
    {
        string[] everyRun =
            [.. Tests.Where(test => !test.IsDefined(typeof(LongAttribute))).Select(NameOf)];

        string?[] unknown = [.. Tests.Select(test => test.GetCustomAttribute<LongAttribute>()?.AlsoSeenBy)
            .Where(name => name is not null && !everyRun.Contains(name))];

        Assert.Empty(unknown);
    }

    /// <summary>The fast tests are run first, by another mark.</summary>
    [Fact]
    public void Long_EveryTest_IsOfASlowClass()
    {
        string[] others = [.. Tests
            .Where(test => test.IsDefined(typeof(LongAttribute)) || test.IsDefined(typeof(LongDataAttribute)))
            .Where(test => !test.DeclaringType!.IsDefined(typeof(SlowAttribute)))
            .Select(NameOf)];

        Assert.Empty(others);
    }

    private static bool HasRowsInEveryRun(MethodInfo test) =>
        test.GetCustomAttributes().OfType<IDataAttribute>().Any(data => data is not LongDataAttribute);

    private static string NameOf(MethodInfo test) => $"{test.DeclaringType!.Name}.{test.Name}";
}
