import { useEffect, useState } from "preact/hooks";

/** A number that a person types; it counts when the field is left or Enter is pressed, never half-written. */
export function NumberField({ value, label, placeholder, title, set }: {
  /** Null: empty. */
  value: number | null;
  label: string;
  placeholder?: string;
  title?: string;
  /** Null: the field was emptied. */
  set: (value: number | null) => void;
}) {
  const own = value === null ? "" : String(value);
  // What is typed stays while the page around it is drawn anew.
  const [text, setText] = useState(own);
  useEffect(() => setText(own), [own]);
  return (
    <input type="number" step="any" aria-label={label} placeholder={placeholder ?? ""} title={title ?? ""} value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onChange={(event) => {
        const typed = event.currentTarget.value.trim();
        const number = typed === "" ? null : Number(typed);
        if (number !== null && !Number.isFinite(number)) setText(own);
        else set(number);
      }} />
  );
}
