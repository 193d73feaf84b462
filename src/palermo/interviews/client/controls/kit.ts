// What the controls of questions have in common.

import { h, type VNode } from "vue";

import type { Field } from "../nodes.ts";

/** What a control is told by its question. */
export interface ControlProps {
  field: Field;
  /** The ids of hint and problem, for `aria-describedby`, or undefined. */
  describedBy: string | undefined;
  isInvalid: boolean;
}

/** For `defineComponent`: the names of ControlProps. */
export const CONTROL_PROPS: (keyof ControlProps)[] = ["field", "describedBy", "isInvalid"];

/** The id of the element that takes the focus when its question is gone to. */
export const inputId = (field: Field): string => `${field.id}-i`;
export const labelId = (field: Field): string => `${field.id}-l`;

/** Attributes of every input: named, described, and never remembered or looked at by the browser. */
export function inputAttributes({ field, describedBy, isInvalid }: ControlProps): Record<string, unknown> {
  return {
    id: inputId(field),
    "aria-describedby": describedBy,
    "aria-invalid": isInvalid ? "true" : undefined,
    "aria-required": field.required ? "true" : undefined,
    readonly: field.readonly || undefined,
    // Spelling may be looked up on another machine; forms may be remembered in clear.
    autocomplete: "off",
    spellcheck: "false",
  };
}

const DRAWINGS: Readonly<Record<string, readonly string[]>> = {
  list: ["M9 6h11", "M9 12h11", "M9 18h11", "M5 6v.01", "M5 12v.01", "M5 18v.01"],
  rest: ["M3 14c.83.64 2.07 1 3.5 1s2.67-.36 3.5-1 2.07-1 3.5-1 2.67.36 3.5 1", "M8 3a2.4 2.4 0 0 0-1 2 2.4 2.4 0 0 0 1 2",
    "M12 3a2.4 2.4 0 0 0-1 2 2.4 2.4 0 0 0 1 2", "M3 10h14v5a6 6 0 0 1-6 6H9a6 6 0 0 1-6-6z",
    "M16.75 16.73a3 3 0 1 0 .25-5.56"],
  away: ["M14 8V6a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2-2v-2", "M9 12h12l-3-3", "M18 15l3-3"],
  say: ["M4 21V8a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H8z", "M8 9h8", "M8 13h6"],
  record: ["M4 20h4L18.5 9.5a2.83 2.83 0 0 0-4-4L4 16z", "M13.5 6.5l4 4"],
  done: ["M5 12l5 5L20 7"],
  up: ["M12 5v14", "M18 11l-6-6", "M6 11l6-6"],
  down: ["M12 5v14", "M18 13l-6 6", "M6 13l6 6"],
  close: ["M18 6L6 18", "M6 6l12 12"],
  camera: ["M5 7h1a2 2 0 0 0 2-2 1 1 0 0 1 1-1h6a1 1 0 0 1 1 1 2 2 0 0 0 2 2h1a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2",
    "M9 13a3 3 0 1 0 6 0 3 3 0 0 0-6 0"],
  file: ["M14 3v4a1 1 0 0 0 1 1h4", "M17 21H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7l5 5v11a2 2 0 0 1-2 2z"],
  place: ["M9 11a3 3 0 1 0 6 0 3 3 0 0 0-6 0", "M17.66 16.66L13.41 20.9a2 2 0 0 1-2.82 0l-4.25-4.24a8 8 0 1 1 11.32 0z"],
  plus: ["M12 5v14", "M5 12h14"],
  bin: ["M4 7h16", "M10 11v6", "M14 11v6", "M5 7l1 12a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2l1-12", "M9 7V4a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v3"],
  alert: ["M12 9v4", "M10.36 3.59L2.26 17.13A1.91 1.91 0 0 0 3.89 20h16.22a1.91 1.91 0 0 0 1.63-2.87L13.64 3.59a1.91 1.91 0 0 0-3.28 0z",
    "M12 16h.01"],
};

/** A small drawing beside words; says nothing by itself. After Tabler Icons. */
export function icon(name: keyof typeof DRAWINGS): VNode {
  const attributes = { class: "fill-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" };
  return h("svg", attributes, (DRAWINGS[name] ?? []).map((d) => h("path", { d })));
}
