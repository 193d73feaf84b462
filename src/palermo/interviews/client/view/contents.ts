// The table of contents: every page, what is done on it, where the interview stands.

import { defineComponent, h, onMounted, ref, type VNode } from "vue";

import { icon } from "../controls/kit.ts";
import { progressOf, type Page } from "../pages.ts";
import { shownFields } from "../nodes.ts";
import { titleOf } from "./page.ts";
import { useScreen } from "./screen.ts";

export const Contents = defineComponent(
  (props: { pages: readonly Page[]; current: string; onGo: (key: string) => void; onClose: () => void }) => {
    const screen = useScreen();
    const dialog = ref<HTMLDialogElement | null>(null);
    onMounted(() => {
      if (dialog.value?.showModal) dialog.value.showModal();
      else dialog.value?.setAttribute("open", "");
      dialog.value?.querySelector<HTMLElement>("[aria-current]")?.focus();
    });
    const row = (page: Page): VNode => {
      const { asked, answered } = progressOf(shownFields(page.nodes));
      const isDone = asked > 0 && answered >= asked;
      const isCurrent = page.key === props.current;
      const { t } = screen.words;
      const words = asked === 0 ? "" : isDone ? t("interview.page-done") : t("interview.page-answered", { answered, asked });
      return h("li", { key: page.key }, [
        h(
          "button",
          {
            type: "button", class: ["fill-content", isCurrent && "is-current"], "data-state": isDone ? "done" : answered ? "begun" : "",
            "aria-current": isCurrent ? "page" : undefined, onClick: () => props.onGo(page.key),
          },
          [
            h("span", { class: "fill-content-mark", "aria-hidden": "true" }, isDone ? [icon("done")] : []),
            h("span", { class: "fill-content-title" }, titleOf(page, screen)),
            h("span", { class: "fill-content-count" }, words),
          ],
        ),
      ]);
    };
    return () => {
      const { t } = screen.words;
      const close = { type: "button", class: "fill-square", "aria-label": t("interview.close"), onClick: props.onClose };
      const isEnd = props.current === "";
      return h("dialog", { ref: dialog, class: "fill-dialog", "aria-labelledby": "fill-contents", onClose: props.onClose }, [
        h("div", { class: "fill-dialog-head" }, [
          h("h2", { id: "fill-contents" }, t("interview.contents")),
          h("button", close, [icon("close")]),
        ]),
        h("ol", { class: "fill-contents" }, [
          ...props.pages.map(row),
          h("li", { key: "end" }, [
            h(
              "button",
              {
                type: "button", class: ["fill-content", isEnd && "is-current"], "aria-current": isEnd ? "page" : undefined,
                onClick: () => props.onGo(""),
              },
              [h("span", { class: "fill-content-mark" }), h("span", { class: "fill-content-title" }, t("interview.end"))],
            ),
          ]),
        ]),
      ]);
    };
  },
  { props: ["pages", "current", "onGo", "onClose"] },
);
