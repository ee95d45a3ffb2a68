import { useEffect, useRef } from "preact/hooks";

/** A key of the keyboard and what it does; the help sheet lists exactly the keys that work now. */
export interface Key {
  /** KeyboardEvent.key; letters small. */
  readonly key: string;
  readonly shift?: boolean;
  readonly group: string;
  readonly does: string;
  readonly run: () => void;
  /** How the help sheet writes it, where that is not the key itself; "" leaves it out. */
  readonly shown?: string;
}

const sheets: { readonly current: readonly Key[] }[] = [];
const names: Readonly<Record<string, string>> = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", " ": "Space", Escape: "Esc",
};

/** Keys that work while the component is there; the last one that came goes first. */
export function useKeys(keys: readonly Key[]): void {
  const sheet = useRef(keys);
  sheet.current = keys;
  useEffect(() => {
    sheets.push(sheet);
    return () => void sheets.splice(sheets.indexOf(sheet), 1);
  }, []);
}

/** All keys that work now, for the help sheet. */
export function keysNow(): readonly Key[] {
  return [...sheets].reverse().flatMap((sheet) => sheet.current).filter((key) => key.shown !== "");
}

export function keyName(key: Key): string {
  return key.shown ?? `${key.shift ? "Shift " : ""}${names[key.key] ?? (key.key.length === 1
    ? key.key.toUpperCase() : key.key)}`;
}

export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || writes(event)) return;
    if (event.key === "Escape" && leavesField()) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // A sign that needs Shift on some keyboards is the sign, whichever way it was typed.
    const letter = /^[a-z]$/.test(name) || event.key.length > 1;
    for (const sheet of [...sheets].reverse()) {
      const key = sheet.current.find((each) =>
        each.key === name && (!letter || Boolean(each.shift) === event.shiftKey));
      if (!key) continue;
      event.preventDefault();
      key.run();
      return;
    }
  });
}

/** Escape leaves a field first; only the next one leaves the page. */
function leavesField(): boolean {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || !field.matches("input, select, textarea")) return false;
  field.blur();
  return true;
}

/** True where the key belongs to the control that has the focus. */
function writes(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("textarea, select, [contenteditable]")) return event.key !== "Escape";
  if (target instanceof HTMLInputElement) {
    if (event.key === "Escape") return false;
    const slides = target.type === "range" || target.type === "checkbox" || target.type === "radio";
    return !slides || /^(Arrow|Home|End|Page| $)/.test(event.key);
  }
  return (event.key === " " || event.key === "Enter") && target.closest("button, a, summary, [role=gridcell]") !== null;
}
