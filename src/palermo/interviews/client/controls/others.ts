// A number on a scale, an order of preference, a place, and something to acknowledge.

import { defineComponent, h, ref, watch, type VNode } from "vue";

import type { Option } from "../nodes.ts";
import { drawText } from "../text.ts";
import { keptPosition, readPosition, type Position } from "../values.ts";
import { useScreen } from "../view/screen.ts";
import { CONTROL_PROPS, icon, inputAttributes, inputId, labelId, type ControlProps } from "./kit.ts";

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

export const RangeControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    return () => {
      const { field } = props;
      const { start, end, step } = field.bounds ?? { start: 0, end: 10, step: 1 };
      const { value } = field;
      const change = (event: Event): void => field.set(valueOf(event));
      // A handle has to stand somewhere; until it is moved it stands for nothing, and says so.
      const slider = h("input", {
        ...inputAttributes(props), type: "range", class: ["form-range", !value && "is-blank"], disabled: field.readonly,
        min: Math.min(start, end), max: Math.max(start, end), step, value: value || String(Math.min(start, end)),
        "aria-valuetext": value || screen.words.t("interview.unanswered"),
        onInput: change,
        // A press on the spot where the handle stands already is an answer too.
        onClick: change,
      });
      const clear = (): void => {
        field.set("");
        document.getElementById(inputId(field))?.focus();
      };
      return h("div", { class: "fill-range" }, [
        h("div", { class: "fill-range-line" }, [
          h("span", { "aria-hidden": "true" }, String(Math.min(start, end))),
          slider,
          h("span", { "aria-hidden": "true" }, String(Math.max(start, end))),
        ]),
        h("output", { class: "fill-range-value", for: inputId(field) }, value || screen.words.t("interview.unanswered")),
        value && !field.readonly
          ? h("button", { type: "button", class: "fill-clear", onClick: clear }, [icon("close"), screen.words.t("interview.clear")])
          : null,
      ]);
    };
  },
  { props: CONTROL_PROPS },
);

export const RankControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const said = ref("");
    const ordered = (): Option[] => {
      const { options, values } = props.field;
      const place = new Map(values.map((value, index) => [value, index]));
      return [...options].sort((a, b) => (place.get(a.value) ?? 1e6) - (place.get(b.value) ?? 1e6));
    };
    const move = (index: number, step: number): void => {
      const order = ordered();
      const [moved] = order.splice(index, 1);
      if (!moved) return;
      order.splice(index + step, 0, moved);
      props.field.choose(order.map((option) => option.value));
      const place = index + step + 1;
      said.value = screen.words.t("interview.moved", { answer: moved.text.plain, place, count: order.length });
    };
    const button = (index: number, step: number, name: "up" | "down", isOff: boolean, answer: string): VNode =>
      h(
        "button",
        {
          type: "button", class: "fill-square", disabled: isOff || props.field.readonly,
          "aria-label": screen.words.t(`interview.move-${name}`, { answer }), onClick: () => move(index, step),
        },
        [icon(name)],
      );
    return () => {
      const { field } = props;
      const options = ordered();
      const isRanked = field.values.length > 0;
      const rows = options.map((option, index) =>
        h("li", { key: option.value, class: "fill-rank" }, [
          h("span", { class: "fill-rank-place", "aria-hidden": "true" }, isRanked ? String(index + 1) : "–"),
          h("span", { class: "fill-rank-text" }, drawText(option.text, true)),
          button(index, -1, "up", index === 0, option.text.plain),
          button(index, 1, "down", index === options.length - 1, option.text.plain),
        ]),
      );
      const accept = (): void => field.choose(options.map((option) => option.value));
      const clear = (): void => field.choose([]);
      const words = screen.words.t(isRanked ? "interview.clear" : "interview.keep-order");
      const attributes = { type: "button", disabled: field.readonly, class: isRanked ? "fill-clear" : "btn btn-quiet" };
      return [
        h("ol", { id: inputId(field), tabindex: -1, class: "fill-ranks", "aria-labelledby": labelId(field) }, rows),
        h("button", { ...attributes, onClick: isRanked ? clear : accept }, words),
        h("span", { class: "fill-unseen", role: "status" }, said.value),
      ];
    };
  },
  { props: CONTROL_PROPS },
);

const isNear = (one: Position, other: Position): boolean =>
  Number(one.latitude) === Number(other.latitude) && Number(one.longitude) === Number(other.longitude);

/** A place on earth. The device is asked only when the button is pressed; typing it in always works. */
export const PlaceControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const first = readPosition(props.field.value);
    const latitude = ref(first.latitude);
    const longitude = ref(first.longitude);
    const state = ref<"" | "looking" | "refused" | "failed">("");
    watch(
      () => props.field.value,
      (kept) => {
        const position = readPosition(kept);
        const own = keptPosition(latitude.value, longitude.value);
        // What is being typed stays as it is typed, "37." and all.
        if (own === null ? kept === "" : isNear(readPosition(own), position)) return;
        latitude.value = position.latitude;
        longitude.value = position.longitude;
      },
    );
    const change = (altitude = "0", accuracy = "0"): void => {
      const kept = keptPosition(latitude.value, longitude.value, altitude, accuracy);
      if (kept === null) screen.unreadable.set(props.field.id, "interview.not-place");
      else screen.unreadable.delete(props.field.id);
      if ((kept ?? "") !== props.field.value) props.field.set(kept ?? "");
    };
    const look = (): void => {
      state.value = "looking";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          state.value = "";
          latitude.value = coords.latitude.toFixed(6);
          longitude.value = coords.longitude.toFixed(6);
          change(String(Math.round(coords.altitude ?? 0)), coords.accuracy.toFixed(1));
        },
        (error) => {
          state.value = error.code === error.PERMISSION_DENIED ? "refused" : "failed";
        },
        { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 },
      );
    };
    const field = (name: "latitude" | "longitude"): VNode => {
      const typed = name === "latitude" ? latitude : longitude;
      const attributes = inputAttributes(props);
      const id = name === "latitude" ? attributes["id"] : `${props.field.id}-e`;
      const onInput = (event: Event): void => {
        typed.value = valueOf(event);
        change();
      };
      const input = h("input", {
        ...attributes, id, type: "text", inputmode: "text", class: "form-control", dir: "ltr", value: typed.value, onInput,
      });
      return h("div", { class: "fill-part" }, [h("label", { for: id as string }, screen.words.t(`interview.${name}`)), input]);
    };
    return () => {
      const { t } = screen.words;
      const canLook = typeof navigator !== "undefined" && "geolocation" in navigator && !props.field.readonly;
      const attributes = { type: "button", class: "btn btn-quiet", disabled: state.value === "looking", onClick: look };
      const { accuracy } = readPosition(props.field.value);
      return [
        h("div", { class: "fill-pair" }, [field("latitude"), field("longitude")]),
        canLook ? h("button", attributes, [icon("place"), t("interview.use-position")]) : null,
        h("p", { class: "fill-small", role: "status" }, [
          state.value ? t(`interview.position-${state.value}`) : Number(accuracy) ? t("interview.position-accuracy", { metres: Math.round(Number(accuracy)) }) : "",
        ]),
      ];
    };
  },
  { props: CONTROL_PROPS },
);

/** Something that is done or understood: one tick. */
export const TriggerControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    return () => {
      const { field } = props;
      const checked = field.value !== "";
      const input = h("input", {
        ...inputAttributes(props), type: "checkbox", checked, disabled: field.readonly,
        "aria-labelledby": `${labelId(field)} ${field.id}-done`,
        onChange: (event: Event) => field.set((event.target as HTMLInputElement).checked ? "OK" : ""),
      });
      const words = h("span", { id: `${field.id}-done`, class: "fill-choice-text" }, screen.words.t("interview.done"));
      return h("label", { class: ["fill-choice", checked && "is-chosen"] }, [input, words]);
    };
  },
  { props: CONTROL_PROPS },
);
