// Questions that are answered from a short list: everything in sight, one press an answer.

import { defineComponent, h, type VNode } from "vue";

import type { Field, Option, Text } from "../nodes.ts";
import { drawText } from "../text.ts";
import { useScreen } from "../view/screen.ts";
import { CONTROL_PROPS, icon, inputId, type ControlProps } from "./kit.ts";

/** From here on a list is searched and not read. */
export const LONG = 12;

/** "Not known" and "prefers not to say": always there, never in the way. */
export const isState = (value: string): boolean => value.startsWith("~");

/** The answers in the order of the form, those that say why there is none apart. */
export function parted(options: readonly Option[]): { own: Option[]; states: Option[] } {
  return {
    own: options.filter((option) => !isState(option.value)),
    states: options.filter((option) => isState(option.value)),
  };
}

export function layoutOf(appearance: ReadonlySet<string>): string {
  for (const name of appearance) {
    if (name === "likert" || name === "label" || name === "list-nolabel" || name === "list") return "fill-likert";
    if (name.startsWith("horizontal") || name === "columns-pack" || name === "quickcompact") return "fill-packed";
    const columns = /^columns(?:-(\d))?$/.exec(name);
    if (columns || name === "compact") return `fill-columns fill-columns-${Math.min(Number(columns?.[1] ?? 2), 4)}`;
  }
  return "";
}

/** Letters of a choice that is so short that its list needs one line only, such as yes and no. */
const BRIEF = 10;

/** Where the form does not say how: a few short answers stand side by side. */
function fitting(options: readonly Option[]): string {
  return options.length <= 3 && options.every(({ text }) => text.plain.length <= BRIEF && !text.image) ? "fill-brief" : "";
}

/** What a choice says: its picture and its words. */
export function drawOption(text: Text, pictureAddress: (name: string) => string): (VNode | string)[] {
  const words = h("span", { class: "fill-choice-text" }, drawText(text, true));
  if (!text.image) return [words];
  const src = pictureAddress(text.image);
  return src ? [h("img", { src, alt: "", class: "fill-choice-picture" }), words] : [words];
}

/** Presses of a choice: the only one of a question, or one among several; a state takes the place of all others. */
export function pressed(field: Field, value: string, isOn: boolean): void {
  if (field.control === "one") return field.choose(isOn ? [value] : []);
  if (!isOn) return field.choose(field.values.filter((each) => each !== value));
  field.choose(isState(value) ? [value] : [...field.values.filter((each) => !isState(each)), value]);
}

export const ChoicesControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const draw = (option: Option, index: number, isQuiet: boolean): VNode => {
      const { field } = props;
      const isOne = field.control === "one";
      const checked = field.values.includes(option.value);
      const id = index === 0 ? inputId(field) : `${field.id}-${index}`;
      const input = h("input", {
        id, checked, type: isOne ? "radio" : "checkbox", name: field.id, value: option.value, disabled: field.readonly,
        onChange: (event: Event) => pressed(field, option.value, (event.target as HTMLInputElement).checked),
      });
      const name = ["fill-choice", isQuiet && "fill-choice-quiet", checked && "is-chosen"];
      return h("label", { key: option.value, class: name, for: id }, [
        input,
        ...drawOption(option.text, screen.mediaAddress),
      ]);
    };
    return () => {
      const { field } = props;
      const { own, states } = parted(field.options);
      const parts: VNode[] = [
        h("div", { class: ["fill-choices", layoutOf(field.appearance) || fitting(own)] }, own.map((each, at) => draw(each, at, false))),
      ];
      if (states.length)
        parts.push(h("div", { class: "fill-states" }, states.map((each, at) => draw(each, own.length + at, true))));
      if (field.control === "one" && field.values.length && !field.readonly) parts.push(clearing(field, screen.words.t));
      return parts;
    };
  },
  { props: CONTROL_PROPS },
);

/** Takes an answer back: a blank is a question that was not asked, and a finger slips. */
export function clearing(field: Field, t: (key: string) => string): VNode {
  const onClick = (): void => {
    field.choose([]);
    document.getElementById(inputId(field))?.focus();
  };
  return h("button", { type: "button", class: "fill-clear", key: "clear", onClick }, [icon("close"), t("interview.clear")]);
}

/** Why a question without choices is blank: two small answers under it. */
export const WhyBlank = defineComponent(
  (props: { field: Field; labelledBy: string }) => {
    return () => {
      const { field } = props;
      if (!field.relevant) return null;
      const buttons = field.options.map((option) => {
        const isOn = field.values.includes(option.value);
        const onClick = (): void => field.choose(isOn ? [] : [option.value]);
        const attributes = { type: "button", key: option.value, "aria-pressed": isOn ? "true" : "false", onClick };
        return h("button", { ...attributes, class: ["fill-why-choice", isOn && "is-chosen"] }, drawText(option.text, true));
      });
      const id = `${field.id}-l`;
      return h("div", { role: "group", class: "fill-why", "aria-labelledby": `${id} ${props.labelledBy}` }, [
        h("span", { id, class: "fill-why-label" }, drawText(field.label, true)),
        ...buttons,
      ]);
    };
  },
  { props: ["field", "labelledBy"] },
);
