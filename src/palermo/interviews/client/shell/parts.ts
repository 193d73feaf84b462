// Small pieces that several screens are made of.

import { h, type VNode, type VNodeChild } from "vue";

export const heading = (text: string): VNode => h("h1", { tabindex: -1, "data-heading": "" }, text);

export const note = (kind: "well" | "watch", text: VNodeChild): VNode =>
  h("p", { class: ["sh-note", `sh-note-${kind}`], role: kind === "watch" ? "alert" : "status" }, [text]);

export function button(text: VNodeChild, press: () => unknown, options: { kind?: "main" | "quiet" | "danger"; [name: string]: unknown } = {}): VNode {
  const { kind = "quiet", ...others } = options;
  return h("button", { type: "button", class: ["sh-button", `sh-${kind}`], onClick: press, ...others }, [text]);
}

interface FieldOptions {
  id: string;
  label: string;
  value: string;
  hint?: VNodeChild;
  problem?: string;
  type?: "text" | "password";
  autocomplete?: string;
  set(value: string): void;
}

/** One line to type in, with its label, a hint, and what is wrong with it. */
export function field({ id, label, value, hint, problem, type = "text", autocomplete = "off", set }: FieldOptions): VNode {
  const described = [hint ? `${id}-hint` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return h("div", { class: "sh-field" }, [
    h("label", { for: id }, label),
    hint ? h("p", { id: `${id}-hint`, class: "sh-hint" }, [hint]) : null,
    h("input", {
      id,
      type,
      value,
      autocomplete,
      maxlength: 200,
      autocapitalize: "off",
      spellcheck: false,
      dir: "auto",
      "aria-invalid": problem ? "true" : undefined,
      "aria-describedby": described || undefined,
      onInput: (event: Event) => set((event.target as HTMLInputElement).value),
    }),
    problem ? h("p", { id: `${id}-problem`, class: "sh-problem", role: "alert" }, problem) : null,
  ]);
}

/** A question before something that cannot be taken back. */
export function confirming(question: string, yes: VNode, no: VNode): VNode {
  return h("div", { class: "sh-confirm", role: "group", "aria-label": question }, [h("p", question), h("div", { class: "sh-row" }, [yes, no])]);
}

/** A moment of this device's clock, as its reader writes it. */
export function momentWords(language: string, moment: string | number): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return format.format(new Date(moment));
}

/** A title in the reader's language, or in one that it has. */
export function titleOf(title: Record<string, string>, language: string, otherwise: string): string {
  return title[language] ?? title["en"] ?? Object.values(title)[0] ?? otherwise;
}
