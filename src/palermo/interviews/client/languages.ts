// Languages of a form: XLSForm names them as in "العربية (ar)"; the code in parentheses gives direction and `lang`.

const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "syr", "ug", "ur", "yi"]);
const WITH_CODE = /^(.*?)\s*\(([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\)\s*$/;

export interface Language {
  /** As the form has it; the key for switching. "" for a form without translations. */
  readonly id: string;
  /** A code such as "ar", or "" when the form does not say. */
  readonly code: string;
  /** As a person reads it. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
}

export function languageOf(id: string): Language {
  const [, name, code] = WITH_CODE.exec(id) ?? [undefined, id, /^[a-z]{2,3}$/.test(id) ? id : ""];
  const main = (code ?? "").split(/[-_]/)[0]!.toLowerCase();
  return {
    id,
    code: (code ?? "").replace("_", "-"),
    name: name || id,
    direction: RIGHT_TO_LEFT.has(main) ? "rtl" : "ltr",
  };
}

/** The language wanted, else the same language of another country, else the form's first. */
export function bestLanguage(languages: readonly Language[], wanted: string): Language {
  const main = wanted.split("-")[0];
  return (
    languages.find((each) => each.code === wanted || each.id === wanted) ??
    languages.find((each) => each.code.split("-")[0] === main) ??
    languages[0]!
  );
}
