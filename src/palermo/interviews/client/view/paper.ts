// Entry from paper: the day on the paper is asked before anything else, so that both dates are known.

import { h, type VNode } from "vue";

import type { Session } from "../session.ts";
import type { Screen } from "./screen.ts";

export function drawPaper(session: Session, screen: Screen, done: () => void): VNode {
  const { t } = screen.words;
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    const { value } = (event.target as HTMLFormElement).elements.namedItem("paper") as HTMLInputElement;
    if (!value || value > today) return;
    session.paperOn.value = value;
    done();
  };
  return h("form", { class: "fill-page", onSubmit }, [
    h("header", { class: "fill-page-head" }, h("h1", { id: "fill-title", tabindex: -1 }, t("interview.paper-title"))),
    h("div", { class: "fill-question" }, [
      h("label", { for: "fill-paper" }, h("span", { class: "fill-label" }, t("interview.paper-date"))),
      h("div", { id: "fill-paper-h", class: "fill-hint" }, t("interview.paper-hint")),
      h("input", {
        id: "fill-paper", name: "paper", type: "date", class: "form-control fill-short", required: true, max: today,
        "aria-describedby": "fill-paper-h", autocomplete: "off",
      }),
    ]),
    h("footer", { class: "fill-foot" }, [
      h("button", { type: "submit", class: "btn btn-primary fill-main-action", "data-do": "paper" }, t("interview.next")),
    ]),
  ]);
}
