// The words of the interface: keys, texts with {names} in them, plural forms.

import type { Catalogue, Words } from "./types.ts";

/** Words of one language. A key without words is shown as it is: ugly, but never an empty button. */
export function makeWords(language: string, catalogue: Catalogue): Words {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { useGrouping: false });
  const told = (value: string | number): string => (typeof value === "number" ? numbers.format(value) : value);
  return {
    language,
    t(key, params = {}) {
      const entry = catalogue[key] ?? key;
      const count = params["count"];
      const text =
        typeof entry === "string"
          ? entry
          : (entry[plural.select(typeof count === "number" ? count : 0)] ?? entry["other"] ?? key);
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = params[name];
        return value === undefined ? whole : told(value);
      });
    },
  };
}
