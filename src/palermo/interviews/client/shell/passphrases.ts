// The two fields of a new passphrase, and what is wrong with them.

import { h, type VNode } from "vue";

import { isAcceptable, SHORTEST, strengthOf } from "../store/index.ts";
import type { Controller } from "./controller.ts";
import { field } from "./parts.ts";

export interface NewPassphrase {
  first: string;
  again: string;
  /** Whether to say what is missing. */
  isAsked: boolean;
}

export const newPassphrase = (): NewPassphrase => ({ first: "", again: "", isAsked: false });

export const isReady = ({ first, again }: NewPassphrase): boolean => isAcceptable(first) && first === again;

export function passphraseFields(shell: Controller, form: NewPassphrase, prefix: string): VNode[] {
  const { first, again, isAsked } = form;
  const strength = first ? strengthOf(first) : null;
  const weak = isAsked && !isAcceptable(first) ? shell.t("store.weak_passphrase", { count: SHORTEST }) : "";
  const other = isAsked && !weak && first !== again ? shell.t("passphrase.differs") : "";
  return [
    field({
      id: `${prefix}-first`,
      type: "password",
      label: shell.t("passphrase.new"),
      hint: shell.t("passphrase.hint", { count: SHORTEST }),
      value: first,
      problem: weak,
      autocomplete: "new-password",
      set: (value) => (form.first = value),
    }),
    h("p", { class: ["sh-strength", strength && `sh-${strength}`], "aria-live": "polite" }, strength ? shell.t(`passphrase.${strength}`) : ""),
    field({
      id: `${prefix}-again`,
      type: "password",
      label: shell.t("passphrase.again"),
      value: again,
      problem: other,
      autocomplete: "new-password",
      set: (value) => (form.again = value),
    }),
  ];
}
