// One question: what is said, what only the interviewer reads, the control, what is wrong with the answer.

import { computed, defineComponent, h, type Component, type VNode } from "vue";

import { ChoicesControl, LONG, parted, WhyBlank } from "../controls/choices.ts";
import { icon, inputId, labelId } from "../controls/kit.ts";
import { ChecklistControl, ComboControl } from "../controls/lists.ts";
import { PlaceControl, RangeControl, RankControl, TriggerControl } from "../controls/others.ts";
import { DayControl, MonthControl, NumberControl, WordsControl } from "../controls/typed.ts";
import { UploadControl } from "../controls/upload.ts";
import type { Control, Field, Text, Voice } from "../nodes.ts";
import { drawText } from "../text.ts";
import { useScreen, type Screen } from "./screen.ts";

const CONTROLS: Readonly<Partial<Record<Control, Component>>> = {
  text: WordsControl, multiline: WordsControl, int: NumberControl, decimal: NumberControl, date: DayControl,
  time: DayControl, dateTime: DayControl, month: MonthControl, year: MonthControl, range: RangeControl,
  rank: RankControl, upload: UploadControl, place: PlaceControl, trigger: TriggerControl,
};
/** Controls with one field, which takes the question as its label. The others are groups. */
const SINGLE = new Set<Control>(["text", "multiline", "int", "decimal", "date", "time", "dateTime", "year", "range"]);

/** Few answers lie open; many are searched. A form may ask for one or the other. */
function controlFor(field: Field): { component: Component; isSingle: boolean } {
  if (field.control !== "one" && field.control !== "many")
    return { component: CONTROLS[field.control] ?? WordsControl, isSingle: SINGLE.has(field.control) };
  const { appearance } = field;
  const isLong = parted(field.options).own.length > LONG || appearance.has("autocomplete");
  if (!isLong && !(appearance.has("minimal") && field.control === "one")) return { component: ChoicesControl, isSingle: false };
  return field.control === "one"
    ? { component: ComboControl, isSingle: true }
    : { component: ChecklistControl, isSingle: false };
}

/** What is wrong with an answer, in words; "" while it is fine or not yet left. */
export function problemOf(field: Field, screen: Screen): string {
  if (!screen.revealed.has(field.id)) return "";
  const unreadable = screen.unreadable.get(field.id);
  if (unreadable) return screen.words.t(unreadable);
  const { violation } = field;
  if (!violation) return "";
  return violation.message || screen.words.t(`interview.violation-${violation.condition}`);
}

function drawMedia(text: Text | null, screen: Screen): VNode[] {
  if (!text) return [];
  const media: VNode[] = [];
  const [image, audio, video] = [text.image, text.audio, text.video].map((name) => (name ? screen.mediaAddress(name) : ""));
  if (image) media.push(h("img", { src: image, alt: "", class: "fill-media" }));
  if (audio) media.push(h("audio", { src: audio, controls: true, "aria-label": screen.words.t("interview.recording") }));
  if (video) media.push(h("video", { src: video, controls: true, class: "fill-media", "aria-label": screen.words.t("interview.film") }));
  return media;
}

/** Said aloud or filled in silently, where a question differs from its page. */
function voiceMark(voice: Voice, pageVoice: Voice, isNote: boolean, screen: Screen): VNode | null {
  if (!voice || voice === pageVoice) return null;
  const key = isNote && voice === "record" ? "interview.note-record" : `interview.voice-${voice}`;
  return h("span", { class: "fill-voice" }, [icon(voice), screen.words.t(key)]);
}

export const Question = defineComponent(
  (props: { field: Field; why: Field | null; pageVoice: Voice }) => {
    const screen = useScreen();
    // Live only in how many choices there are: a question does not change its control with every answer.
    const control = computed(() => controlFor(props.field));
    // A question is judged when it is left, not while it is being answered.
    const onFocusout = (event: FocusEvent): void => {
      const { currentTarget, relatedTarget } = event;
      if (!(currentTarget as HTMLElement).contains(relatedTarget as Node | null)) screen.reveal(props.field.id);
    };
    // A press is a whole answer: what cannot stand together is said at once.
    const onChange = (): void => {
      const { control: kind } = props.field;
      if (kind === "many" || kind === "one" || kind === "date") screen.revealed.add(props.field.id);
    };
    const draw = (): VNode | null => {
      const { field, why, pageVoice } = props;
      if (!field.relevant) return null;
      const voice = field.voice || pageVoice;
      const label = field.label ?? (field.hint ? null : plainText(field.name));
      const mark = voiceMark(voice, pageVoice, field.control === "note", screen);
      if (field.control === "note") return drawNote(field, voice, mark, screen);
      const problem = problemOf(field, screen);
      const { hint } = field;
      const described = [hint && `${field.id}-h`, problem && `${field.id}-p`].filter(Boolean).join(" ") || undefined;
      const { component, isSingle } = control.value;
      const words = [
        mark,
        h("span", { class: "fill-label" }, [
          ...drawText(label, true),
          field.required ? h("span", { class: "fill-required" }, screen.words.t("interview.required")) : null,
        ]),
      ];
      const inner = [
        ...drawMedia(label, screen),
        hint ? h("div", { id: `${field.id}-h`, class: "fill-hint" }, drawText(hint)) : null,
        problem ? h("p", { id: `${field.id}-p`, class: "fill-problem" }, [icon("alert"), problem]) : null,
        h(component, { field, describedBy: described, isInvalid: problem !== "" }),
        why ? h(WhyBlank, { field: why, labelledBy: labelId(field) }) : null,
      ];
      const attributes = {
        id: field.id, class: ["fill-question", problem && "has-problem"], "data-voice": voice || undefined, "data-name": field.name,
        onFocusout, onChange,
      };
      if (isSingle) return h("div", attributes, [h("label", { id: labelId(field), for: inputId(field) }, words), ...inner]);
      return h("fieldset", { ...attributes, "aria-describedby": described }, [h("legend", { id: labelId(field) }, words), ...inner]);
    };
    return draw;
  },
  { props: ["field", "why", "pageVoice"] },
);

function drawNote(field: Field, voice: Voice, mark: VNode | null, screen: Screen): VNode {
  const { hint, label } = field;
  // A note with a calculated value, as in a summary at the end of a form.
  const value = field.value ? h("p", { class: "fill-note-value" }, field.value) : null;
  return h("div", { id: field.id, class: "fill-note", "data-voice": voice || undefined, "data-name": field.name }, [
    mark,
    h("div", { class: "fill-note-text" }, drawText(label)),
    ...drawMedia(label, screen),
    hint ? h("div", { class: "fill-hint" }, drawText(hint)) : null,
    value,
  ]);
}

const plainText = (plain: string): Text => ({ plain, formatted: [], image: "", audio: "", video: "" });
