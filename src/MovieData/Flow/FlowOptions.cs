namespace MovieData.Flow;

/// <summary>Section <c>flow</c> of a pipeline file.</summary>
/// <param name="Model">Name of the flow model's entry in the catalogue.</param>
public sealed record FlowOptions(string Model);
