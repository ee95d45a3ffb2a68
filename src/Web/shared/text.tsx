const charactersMax = 80;

/**
 * Text of anybody: a text node, never markup; cut where it is long, whole in its title; isolated, so that letters which
 * run from right to left do not turn what stands beside it.
 */
export function Cut({ text, max = charactersMax }: { text: string; max?: number }) {
  return text.length <= max ? <bdi>{text}</bdi> : <bdi title={text}>{cut(text, max)}</bdi>;
}

/** The beginning of a text that is too long for its place. */
export function cut(text: string, max = charactersMax): string {
  return text.length <= max
    ? text
    : `${Array.from(text.slice(0, 2 * max))
        .slice(0, max - 1)
        .join("")}…`;
}
