import { count, percent, share } from "./format";
import { ruleTitle } from "./words";

/** What became of planned samples. */
export interface Fate {
  readonly planned: number;
  readonly kept: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly pending: number;
}

/** A part of the planned samples, with its place in the palette. */
export interface Part {
  readonly name: string;
  readonly title: string;
  readonly samples: number;
  readonly colour: string;
}

const rulePalette = 8;

/** Colours of rules: the most frequent ones have one of their own, the others share a grey. */
export class RuleColours {
  private readonly places: ReadonlyMap<string, number>;

  constructor(rejected: Readonly<Record<string, number>>) {
    const names = Object.entries(rejected)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([name]) => name);
    this.places = new Map(names.slice(0, rulePalette).map((name, index) => [name, index + 1]));
  }

  of(rule: string): string {
    const place = this.places.get(rule);
    return place ? `var(--rule-${place})` : "var(--rule-other)";
  }

  /** What became of planned samples, in the order of a bar: kept, rejected (most frequent rule of
   * the dataset first, so that bars can be compared), failed, pending. */
  parts(fate: Fate): Part[] {
    const place = (rule: string) => this.places.get(rule) ?? rulePalette + 1;
    const rejected = Object.entries(fate.rejected).sort(
      (a, b) => place(a[0]) - place(b[0]) || (a[0] < b[0] ? -1 : 1),
    );
    return [
      { name: "kept", title: "kept", samples: fate.kept, colour: "var(--kept)" },
      ...rejected.map(([name, samples]) => ({ name, title: ruleTitle(name), samples, colour: this.of(name) })),
      { name: "failed", title: "segment failed", samples: fate.failed, colour: "var(--bad)" },
      { name: "pending", title: "not extracted yet", samples: fate.pending, colour: "var(--pending)" },
    ].filter((part) => part.samples > 0);
  }
}

/** One bar: kept, then what each rule rejected, failed and pending. */
export function FateBar({ fate, label, colours }: { fate: Fate; label: string; colours: RuleColours }) {
  const parts = colours.parts(fate);
  const spoken = parts.map((part) => `${part.title} ${count(part.samples)}`).join(", ");
  return (
    <div class="fate" role="img" aria-label={`${label}: ${spoken}`}>
      {parts.map((part) => (
        <span
          key={part.name}
          style={{ flexGrow: String(part.samples), background: part.colour }}
          title={`${part.title}: ${count(part.samples)} (${percent(share(part.samples, fate.planned))})`}
        />
      ))}
    </div>
  );
}
