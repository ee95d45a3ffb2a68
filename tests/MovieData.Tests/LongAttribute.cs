using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace MovieData.Tests;

/// <summary>
/// Marks a test that repeats on more input what another proves: <c>tools/test.sh</c> leaves it out, <c>--long</c> runs
/// these alone.
/// </summary>
/// <param name="alsoSeenBy">The test of every run that fails for the same fault: <c>FooTests.Method</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongAttribute(string alsoSeenBy) : Attribute, ITraitAttribute
{
    /// <summary>The trait that tools/test.sh filters by: <c>Length=long</c>.</summary>
    public const string Trait = "Length";

    /// <summary>Its value.</summary>
    public const string Value = "long";

    /// <summary>The test of every run that fails for the same fault.</summary>
    public string AlsoSeenBy { get; } = alsoSeenBy;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Trait, Value)];
}

/// <summary>
/// Like <c>InlineData</c>, of the long form: another case of what the theory's other rows prove in every run.
/// </summary>
/// <param name="data">The arguments.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LongDataAttribute(params object?[] data) : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(data).WithTrait(LongAttribute.Trait, LongAttribute.Value)]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
