import { useEffect, useState } from "preact/hooks";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const key = "movie-data-theme";

/** A switch between the system's colours, light and dark; remembered where the browser lets a page remember. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(remembered);
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    try {
      window.localStorage.setItem(key, theme);
    } catch {
      // A page from disk may have no storage: the switch still works.
    }
  }, [theme]);
  return (
    <div class="switch" role="group" aria-label="Colours of the page">
      {themes.map((name) => (
        <button type="button" aria-pressed={theme === name} onClick={() => setTheme(name)}>
          {name}
        </button>
      ))}
    </div>
  );
}

function remembered(): Theme {
  try {
    const stored = window.localStorage.getItem(key);
    return themes.find((theme) => theme === stored) ?? "auto";
  } catch {
    return "auto";
  }
}
