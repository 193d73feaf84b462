// Questions that are answered from a long list: a few letters find the answer.

import { computed, defineComponent, h, nextTick, ref, type VNode } from "vue";

import type { Option } from "../nodes.ts";
import { drawText } from "../text.ts";
import { searchable } from "../values.ts";
import { useScreen } from "../view/screen.ts";
import { clearing, parted, pressed } from "./choices.ts";
import { CONTROL_PROPS, icon, inputAttributes, inputId, type ControlProps } from "./kit.ts";

/** Choices drawn at once: more than a person looks through, little enough for an old phone. */
const SHOWN = 40;

/** Choices that hold what was typed; those that begin with it, or have a word that does, first. */
export function found(options: readonly Option[], typed: string): readonly Option[] {
  const wanted = searchable(typed);
  if (!wanted) return options;
  const ranked: Option[][] = [[], [], []];
  for (const option of options) {
    const at = searchable(option.text.plain);
    if (at.startsWith(wanted)) ranked[0]!.push(option);
    else if (at.includes(` ${wanted}`)) ranked[1]!.push(option);
    else if (at.includes(wanted)) ranked[2]!.push(option);
  }
  return ranked.flat();
}

/** One answer of many: a combobox after the pattern of ARIA 1.2, with the states as buttons beside it. */
export const ComboControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const typed = ref<string | null>(null);
    const isOpen = ref(false);
    const active = ref(-1);
    const parts = computed(() => parted(props.field.options));
    const matches = computed(() => (isOpen.value ? found(parts.value.own, typed.value ?? "").slice(0, SHOWN) : []));
    const chosen = computed(() => props.field.options.find((option) => option.value === props.field.values[0]) ?? null);
    const listId = (): string => `${props.field.id}-list`;
    const optionId = (index: number): string => `${props.field.id}-o${index}`;

    const open = (): void => {
      if (props.field.readonly) return;
      isOpen.value = true;
      active.value = -1;
    };
    const close = (): void => {
      isOpen.value = false;
      typed.value = null;
      active.value = -1;
    };
    const take = (option: Option): void => {
      props.field.choose([option.value]);
      close();
    };
    const move = (step: number): void => {
      if (!isOpen.value) open();
      const count = matches.value.length;
      if (!count) return;
      active.value = (active.value + step + (active.value < 0 && step < 0 ? count + 1 : count)) % count;
      void nextTick(() => document.getElementById(optionId(active.value))?.scrollIntoView?.({ block: "nearest" }));
    };
    const onKeydown = (event: KeyboardEvent): void => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Enter" && isOpen.value) {
        const option = matches.value[active.value] ?? (typed.value ? matches.value[0] : undefined);
        if (option) take(option);
      } else if (event.key === "Escape" && isOpen.value) {
        close();
        // The list is closed by this press; it is not the first of two that leave the page.
        event.stopPropagation();
      } else return;
      event.preventDefault();
    };
    const list = (): VNode | null => {
      if (!isOpen.value) return null;
      const rows = matches.value.map((option, index) =>
        h(
          "li",
          {
            id: optionId(index), key: option.value, role: "option", class: index === active.value && "is-active",
            "aria-selected": props.field.values.includes(option.value) ? "true" : "false",
            // Before the field loses the focus, which would close the list under the finger.
            onPointerdown: (event: Event) => event.preventDefault(),
            onClick: () => take(option),
          },
          drawText(option.text, true),
        ),
      );
      return h("ul", { id: listId(), role: "listbox", class: "fill-listbox", "aria-labelledby": `${props.field.id}-l` }, rows);
    };
    const told = (): string => {
      if (!isOpen.value) return "";
      const count = found(parts.value.own, typed.value ?? "").length;
      return screen.words.t("interview.found", { count });
    };
    return () => {
      const { field } = props;
      const isState = chosen.value !== null && parts.value.states.includes(chosen.value);
      const input = h("input", {
        ...inputAttributes(props), class: "form-control", type: "text", role: "combobox", dir: "auto",
        "aria-expanded": isOpen.value ? "true" : "false", "aria-autocomplete": "list",
        "aria-controls": isOpen.value ? listId() : undefined,
        "aria-activedescendant": active.value >= 0 ? optionId(active.value) : undefined,
        placeholder: screen.words.t("interview.type-to-find"),
        value: typed.value ?? (isState ? "" : (chosen.value?.text.plain ?? "")),
        onInput: (event: Event) => {
          if (!isOpen.value) open();
          typed.value = (event.target as HTMLInputElement).value;
          active.value = -1;
        },
        onFocus: (event: FocusEvent) => (event.target as HTMLInputElement).select(),
        onClick: open,
        onBlur: close,
        onKeydown,
      });
      const states = parts.value.states.map((option) => stateButton(props, option));
      return [
        h("div", { class: "fill-combo" }, [input, list()]),
        h("span", { class: "fill-unseen", role: "status" }, told()),
        states.length ? h("div", { class: "fill-states" }, states) : null,
        chosen.value && !field.readonly ? clearing(field, screen.words.t) : null,
      ];
    };
  },
  { props: CONTROL_PROPS },
);

function stateButton({ field }: ControlProps, option: Option): VNode {
  const isOn = field.values.includes(option.value);
  const onClick = (): void => field.choose(isOn ? [] : [option.value]);
  const name = ["fill-why-choice", isOn && "is-chosen"];
  const attributes = { type: "button", key: option.value, disabled: field.readonly, onClick, class: name };
  return h("button", { ...attributes, "aria-pressed": isOn ? "true" : "false" }, drawText(option.text, true));
}

/** Several answers of many: what is chosen stands on top, below it a list that a few letters make short. */
export const ChecklistControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const typed = ref("");
    const isWhole = ref(false);
    const parts = computed(() => parted(props.field.options));
    const matches = computed(() => found(parts.value.own, typed.value));
    const chosen = computed(() => props.field.options.filter((option) => props.field.values.includes(option.value)));
    const drop = (option: Option): void => {
      pressed(props.field, option.value, false);
      document.getElementById(inputId(props.field))?.focus();
    };
    const chip = (option: Option): VNode => {
      const words = screen.words.t("interview.take-out", { answer: option.text.plain });
      const attributes = { type: "button", class: "fill-chip", "aria-label": words, disabled: props.field.readonly };
      const content = [h("span", drawText(option.text, true)), icon("close")];
      return h("li", { key: option.value }, h("button", { ...attributes, onClick: () => drop(option) }, content));
    };
    const row = (option: Option): VNode => {
      const checked = props.field.values.includes(option.value);
      const input = h("input", {
        type: "checkbox", checked, disabled: props.field.readonly, value: option.value,
        onChange: (event: Event) => pressed(props.field, option.value, (event.target as HTMLInputElement).checked),
      });
      const name = ["fill-choice", checked && "is-chosen"];
      return h("label", { key: option.value, class: name }, [input, h("span", drawText(option.text, true))]);
    };
    return () => {
      const { t } = screen.words;
      const count = matches.value.length;
      const shown = isWhole.value ? matches.value : matches.value.slice(0, SHOWN);
      const filter = h("input", {
        ...inputAttributes(props), class: "form-control", type: "search", dir: "auto", value: typed.value,
        "aria-label": t("interview.filter"), placeholder: t("interview.type-to-find"),
        onInput: (event: Event) => {
          typed.value = (event.target as HTMLInputElement).value;
          isWhole.value = false;
        },
      });
      const more = h("button", { type: "button", class: "fill-more", onClick: () => (isWhole.value = true) }, [
        t("interview.show-all", { count }),
      ]);
      return [
        chosen.value.length ? h("ul", { class: "fill-chips", "aria-label": t("interview.chosen") }, chosen.value.map(chip)) : null,
        h("div", { class: "fill-checklist" }, [
          filter,
          h("div", { class: "fill-choices fill-scroll", key: "rows" }, [
            ...shown.map(row),
            shown.length < count ? more : null,
          ]),
        ]),
        h("span", { class: "fill-unseen", role: "status" }, typed.value ? t("interview.found", { count }) : ""),
        parts.value.states.length
          ? h("div", { class: "fill-states" }, parts.value.states.map((option) => stateButton(props, option)))
          : null,
      ];
    };
  },
  { props: CONTROL_PROPS },
);
