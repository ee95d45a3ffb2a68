using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MovieData.Yaml;

/// <summary>
/// The doc comments of this assembly, which the compiler writes beside it: what is explained in the code is explained
/// nowhere else by hand.
/// </summary>
public static partial class DocComments
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
    {
        string file = Path.Combine(AppContext.BaseDirectory, "MovieData.xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!)
            : [];
    });

    /// <summary>
    /// Summary of a property as Markdown on one line, without its full stop; empty where the documentation was not
    /// shipped.
    /// </summary>
    public static string SummaryOf(PropertyInfo property)
    {
        XElement? summary = Members.Value.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")
            ?.Element("summary");
        string text = string.Concat((summary?.Nodes() ?? []).Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
            XText words => words.Value,
            _ => $"{node}",
        }));
        return Blanks().Replace(text, " ").Trim().TrimEnd('.');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
