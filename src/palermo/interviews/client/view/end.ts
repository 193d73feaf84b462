// The place after the last page: what is blank, and where; then the one press that ends the interview.

import { h, type VNode } from "vue";

import { shownFields } from "../nodes.ts";
import { progressOf } from "../pages.ts";
import type { Session } from "../session.ts";
import { titleOf } from "./page.ts";
import type { Screen } from "./screen.ts";

export function drawEnd(session: Session, screen: Screen, go: (key: string) => void): VNode {
  const { t } = screen.words;
  const open = session.pages.value.flatMap((page) => {
    const { asked, answered } = progressOf(shownFields(page.nodes));
    return asked > answered ? [{ page, left: asked - answered }] : [];
  });
  const rows = open.map(({ page, left }) =>
    h("li", { key: page.key }, [
      h("button", { type: "button", class: "fill-link", onClick: () => go(page.key) }, titleOf(page, screen)),
      h("span", { class: "fill-small" }, t("interview.left", { count: left })),
    ]),
  );
  return h("div", { class: "fill-page", key: "end" }, [
    h("header", { class: "fill-page-head" }, h("h1", { id: "fill-title", tabindex: -1 }, t("interview.end-title"))),
    h("div", { class: "fill-question" }, [
      h("p", t(rows.length ? "interview.end-open" : "interview.end-whole")),
      rows.length ? h("ul", { class: "fill-open" }, rows) : null,
      h("p", { class: "fill-small" }, t("interview.end-what")),
    ]),
  ]);
}
