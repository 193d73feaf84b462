// One page of a form: its heading, its questions, and for an entry of a repeat what can be done with it.

import { computed, defineComponent, h, ref, type VNode, type VNodeChild } from "vue";

import { icon } from "../controls/kit.ts";
import type { FormNode, Group, Voice } from "../nodes.ts";
import { asking, type Page, type Place } from "../pages.ts";
import { drawText } from "../text.ts";
import { Question } from "./question.ts";
import { useScreen, type Screen } from "./screen.ts";

/** The voice of a page: what its group says, else what all its questions agree on. */
export function voiceOf(page: Page): Voice {
  if (page.head?.voice) return page.head.voice;
  const voices = new Set(page.nodes.map((node) => node.voice).filter(Boolean));
  return voices.size === 1 ? [...voices][0]! : "";
}

/** The words over a page, for headings and lists. */
export function titleOf(page: Page, screen: Screen): string {
  const { t } = screen.words;
  const place = page.place;
  const name = page.head?.label?.plain || page.path.findLast((each) => each.label?.plain)?.label?.plain || "";
  const words = name || t("interview.questions");
  if (!place || place.entry === null || place.repeat.entries.length < 2) return words;
  return t("interview.entry-title", { title: words, number: place.index + 1 });
}

export const Questions = defineComponent(
  (props: { nodes: readonly FormNode[]; voice: Voice }) => {
    const asked = computed(() => asking(props.nodes));
    return () =>
      asked.value.map(({ node, why }): VNodeChild => {
        if (node.kind === "field") return h(Question, { key: node.id, field: node, why, pageVoice: props.voice });
        if (node.kind === "group") return h(InnerGroup, { key: node.id, group: node, voice: props.voice });
        return null;
      });
  },
  { props: ["nodes", "voice"] },
);

/** A group within a page: questions that belong together. */
const InnerGroup = defineComponent(
  (props: { group: Group; voice: Voice }) => {
    return (): VNode | null => {
      const { group } = props;
      if (!group.shows) return null;
      const { label } = group;
      const content = h(Questions, { nodes: group.children, voice: group.voice || props.voice });
      if (!label) return h("div", { class: "fill-inner" }, content);
      const id = `${group.id}-l`;
      return h("section", { class: "fill-inner", "aria-labelledby": id }, [h("h2", { id }, drawText(label, true)), content]);
    };
  },
  { props: ["group", "voice"] },
);

export const PageView = defineComponent(
  (props: { page: Page; onAdd: () => void; onRemove: () => void }) => {
    const screen = useScreen();
    return () => {
      const { page } = props;
      const { t } = screen.words;
      const voice = voiceOf(page);
      const around = page.path.map((each) => each.label?.plain).filter((words) => words && words !== page.head?.label?.plain);
      return [
        h("header", { class: "fill-page-head" }, [
          around.length ? h("p", { class: "fill-path" }, around.join(" › ")) : null,
          h("h1", { id: "fill-title", tabindex: -1 }, titleOf(page, screen)),
          voice ? h("p", { class: "fill-voice", "data-voice": voice }, [icon(voice), t(`interview.page-${voice}`)]) : null,
        ]),
        h(Questions, { key: page.key, nodes: page.nodes, voice }),
        hasBar(page.place)
          ? h(EntryBar, { key: `${page.key}-bar`, place: page.place, onAdd: props.onAdd, onRemove: props.onRemove })
          : null,
      ];
    };
  },
  { props: ["page", "onAdd", "onRemove"] },
);

/** Remove this entry, add another: where a repeat is not counted by the form. */
const EntryBar = defineComponent(
  (props: { place: Place; onAdd: () => void; onRemove: () => void }) => {
    const screen = useScreen();
    const isAsking = ref(false);
    const button = (name: string, drawing: string, words: string, onClick: () => void): VNode =>
      h("button", { type: "button", class: "btn btn-quiet", key: name, "data-do": name, onClick }, [icon(drawing), words]);
    return (): VNode => {
      const { entry, index, repeat } = props.place;
      const { t } = screen.words;
      const count = repeat.entries.length;
      if (isAsking.value)
        return h("div", { class: "fill-entry", role: "group", "aria-labelledby": "fill-removing" }, [
          h("p", { id: "fill-removing", tabindex: -1, onVnodeMounted: focus }, t("interview.remove-sure")),
          h("div", { class: "fill-row" }, [
            button("remove-yes", "bin", t("interview.remove-yes"), props.onRemove),
            button("remove-no", "close", t("interview.remove-no"), () => (isAsking.value = false)),
          ]),
        ]);
      const words = entry ? t("interview.entry-of", { number: index + 1, count }) : t("interview.no-entry");
      return h("div", { class: "fill-entry" }, [
        h("p", { class: "fill-small" }, words),
        h("div", { class: "fill-row" }, [
          index >= count - 1
            ? button("add", "plus", t(entry ? "interview.add-another" : "interview.add-entry"), props.onAdd)
            : null,
          entry ? button("remove", "bin", t("interview.remove-entry"), () => (isAsking.value = true)) : null,
        ]),
      ]);
    };
  },
  { props: ["place", "onAdd", "onRemove"] },
);

const focus = ({ el }: VNode): void => (el as HTMLElement).focus();

/** Whether the end of an entry is here, and the form leaves the number of entries to the person. */
const hasBar = (place: Place | null): place is Place =>
  place !== null && !place.repeat.counted && (place.isLast || place.entry === null);
