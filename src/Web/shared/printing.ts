import { options } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Width of a chart on paper, px: A4 between its margins at 96 dpi. */
export const printWidth = 680;

const media = window.matchMedia("print");
const listeners = new Set<(printing: boolean) => void>();

function tell(printing: boolean) {
  // The browser takes its picture when the listener returns, so everything is drawn before it does.
  const usual = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  try {
    for (const listener of [...listeners]) listener(printing);
  } finally {
    if (usual) options.debounceRendering = usual;
    else delete options.debounceRendering;
  }
}

media.addEventListener("change", (event) => tell(event.matches));
window.addEventListener("beforeprint", () => tell(true));
window.addEventListener("afterprint", () => tell(false));

/** True while the page is drawn for paper, where nothing may hide behind a button or a scroll bar. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(media.matches);
  useEffect(() => {
    listeners.add(setPrinting);
    setPrinting(media.matches);
    return () => void listeners.delete(setPrinting);
  }, []);
  return printing;
}
