// Questions that are answered by typing: words, numbers, days and times.

import { computed, defineComponent, h, ref, watch } from "vue";

import { keptMoment, keptMonth, keptTime, latinDigits, readNumber, shownMoment } from "../values.ts";
import { useScreen } from "../view/screen.ts";
import { CONTROL_PROPS, inputAttributes, inputId, type ControlProps } from "./kit.ts";

/** What is being typed stays as it is typed; only when the answer changes elsewhere the field follows. */
function useTyped(props: ControlProps, read: (typed: string) => string | null, show: (kept: string) => string) {
  const typed = ref(show(props.field.value));
  watch(
    () => props.field.value,
    (kept) => {
      const own = read(typed.value);
      // "1.0" and "1" are one answer; half an answer is blank.
      const isSame = own === kept || (own === null ? kept === "" : own !== "" && Number(own) === Number(kept));
      if (!isSame) typed.value = show(kept);
    },
  );
  return typed;
}

const as = (text: string): string => text;
const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

export const WordsControl = defineComponent(
  (props: ControlProps) => {
    const typed = useTyped(props, as, as);
    const onInput = (event: Event): void => {
      typed.value = valueOf(event);
      props.field.set(typed.value);
    };
    return () => {
      const { field } = props;
      const attributes = { ...inputAttributes(props), class: "form-control", dir: "auto", value: typed.value, onInput };
      if (field.control === "multiline") return h("textarea", { ...attributes, rows: 4 });
      const { appearance } = field;
      const inputmode = appearance.has("numbers") ? "numeric" : appearance.has("url") ? "url" : undefined;
      return h("input", { ...attributes, type: appearance.has("masked") ? "password" : "text", inputmode });
    };
  },
  { props: CONTROL_PROPS },
);

export const NumberControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const kind = props.field.control === "int" ? "int" : "decimal";
    const typed = useTyped(props, (text) => readNumber(text, kind), as);
    const onInput = (event: Event): void => {
      typed.value = valueOf(event);
      const kept = readNumber(typed.value, kind);
      // Half a number is kept on the screen and nowhere else, and says so.
      if (kept === null) screen.unreadable.set(props.field.id, `interview.not-${kind}`);
      else screen.unreadable.delete(props.field.id);
      if ((kept ?? "") !== props.field.value) props.field.set(kept ?? "");
    };
    return () => {
      const inputmode = kind === "int" ? "numeric" : "decimal";
      const attributes = { ...inputAttributes(props), class: "form-control fill-short", type: "text", inputmode };
      return h("input", { ...attributes, value: typed.value, onInput });
    };
  },
  { props: CONTROL_PROPS },
);

const NATIVE = {
  date: { type: "date", read: as, show: (kept: string) => kept.slice(0, 10) },
  time: { type: "time", read: keptTime, show: (kept: string) => kept.slice(0, 5) },
  dateTime: { type: "datetime-local", read: keptMoment, show: shownMoment },
} as const;

/** A day, a time, or both, with what the device offers for it. */
export const DayControl = defineComponent(
  (props: ControlProps) => {
    const { type, read, show } = NATIVE[props.field.control as keyof typeof NATIVE];
    const onChange = (event: Event): void => {
      props.field.set(read(valueOf(event)));
    };
    return () => {
      const attributes = { ...inputAttributes(props), class: "form-control fill-short", type, onChange };
      return h("input", { ...attributes, value: show(props.field.value) });
    };
  },
  { props: CONTROL_PROPS },
);

/** A year, or a month of a year. Kept as the first day of it. */
export const MonthControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const withMonth = props.field.control === "month";
    const year = ref(props.field.value.slice(0, 4));
    const month = ref(withMonth ? props.field.value.slice(5, 7) : "01");
    const names = computed(() => {
      const words = new Intl.DateTimeFormat(screen.words.language, { month: "long", timeZone: "UTC" });
      return Array.from({ length: 12 }, (_, index) => words.format(Date.UTC(2026, index, 15)));
    });
    watch(
      () => props.field.value,
      (kept) => {
        if (kept === keptMonth(year.value, month.value)) return;
        year.value = kept.slice(0, 4);
        if (withMonth) month.value = kept.slice(5, 7);
      },
    );
    const change = (): void => {
      const isRight = latinDigits(year.value).trim() === "" || keptMonth(year.value, "01") !== "";
      if (isRight) screen.unreadable.delete(props.field.id);
      else screen.unreadable.set(props.field.id, "interview.not-year");
      const kept = keptMonth(year.value, month.value);
      if (kept !== props.field.value) props.field.set(kept);
    };
    const yearField = () =>
      h("input", {
        ...inputAttributes(props), class: "form-control fill-year", type: "text", inputmode: "numeric", maxlength: 4,
        "aria-label": withMonth ? screen.words.t("interview.year") : undefined,
        value: year.value,
        onInput: (event: Event) => {
          year.value = valueOf(event);
          change();
        },
      });
    const monthField = () =>
      h(
        "select",
        {
          id: `${inputId(props.field)}-m`, class: "form-select fill-short", disabled: props.field.readonly,
          "aria-label": screen.words.t("interview.month"), "aria-describedby": props.describedBy, value: month.value,
          onChange: (event: Event) => {
            month.value = valueOf(event);
            change();
          },
        },
        [
          h("option", { value: "" }, screen.words.t("interview.month")),
          ...names.value.map((name, index) => h("option", { value: String(index + 1).padStart(2, "0") }, name)),
        ],
      );
    return () => h("div", { class: "fill-pair" }, withMonth ? [monthField(), yearField()] : [yearField()]);
  },
  { props: CONTROL_PROPS },
);
