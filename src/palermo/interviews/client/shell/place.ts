// What the page says of its surroundings, and what the browser can do.

const page = () => document.getElementById("fill") as HTMLElement;

export const HOME = () => page().dataset["home"] ?? "/fill/";
export const LANGUAGES = () => (page().dataset["languages"] ?? "en").split(" ");

/** The page on which somebody signs in, and from which she comes back here. */
export const signInAddress = () => `${page().dataset["signIn"]}?next=${encodeURIComponent(HOME())}`;

/** A page that says nothing. The calendar, or where there is no network an empty one. */
export const harmless = () => (navigator.onLine ? (page().dataset["away"] ?? "about:blank") : "about:blank");

/** Whether forms can be filled here at all: the store, the cryptography, a safe address. */
export const canWork = () => isSecureContext && "indexedDB" in window && Boolean(crypto.subtle);

/** How each language calls itself. */
export function nameOf(language: string): string {
  try {
    const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return language;
  }
}

export const isRightToLeft = (language: string) => ["ar", "fa", "he", "ps", "ur", "ckb", "dv"].includes(language.split("-")[0] ?? "");

/** The first of the browser's languages that the product speaks. */
export function preferredLanguage(): string {
  const known = LANGUAGES();
  return navigator.languages.map((one) => one.split("-")[0] ?? "").find((one) => known.includes(one)) ?? "en";
}

/** What the address asks for behind its `#`, which no server sees; it is taken out of the address at once. */
export interface Wish {
  kind: "start" | "edit";
  form: string;
  case: string;
  interview: string;
}

export function takeWish(): Wish | null {
  const [, kind, query] = /^#\/(start|edit)\?(.*)$/.exec(location.hash) ?? [];
  if (!kind) return null;
  history.replaceState(null, "", location.pathname);
  const asked = new URLSearchParams(query);
  const word = (name: string) => (/^[A-Za-z0-9_-]{1,64}$/.exec(asked.get(name) ?? "") ?? [""])[0] ?? "";
  return { kind: kind as Wish["kind"], form: word("form"), case: word("case"), interview: word("interview") };
}
