import { useLayoutEffect, useRef } from "preact/hooks";
import type { Key } from "./keys";
import { keyName, keysNow } from "./keys";

/** All keys that work on the page behind it. */
export function HelpSheet({ close }: { close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const keys = useRef(keysNow());
  useLayoutEffect(() => sheet.current?.showModal(), []);
  const groups = new Map<string, Key[]>();
  for (const key of keys.current) groups.set(key.group, [...groups.get(key.group) ?? [], key]);
  return (
    <dialog class="sheet" ref={sheet} aria-labelledby="help-title" onClose={close}
      onClick={(event) => event.target === sheet.current && sheet.current?.close()}>
      <header>
        <h2 id="help-title">Keys</h2>
        <button type="button" aria-label="Close" onClick={() => sheet.current?.close()}>✕</button>
      </header>
      <div class="groups">
        {[...groups].map(([group, rows]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {rows.map((key) => (
                <div key={`${key.key} ${key.shift}`}><dt><kbd>{keyName(key)}</kbd></dt><dd>{key.does}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
