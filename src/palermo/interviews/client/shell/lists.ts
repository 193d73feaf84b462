// What is begun, and what is on its way. A state is never better than what the server has said.

import { h, type VNode } from "vue";

import type { OutboxItem } from "../store/index.ts";
import type { DraftMeta } from "../types.ts";
import type { Controller } from "./controller.ts";
import { button, confirming, momentWords, titleOf } from "./parts.ts";

/** What is about to be deleted, until it is said twice. */
const asked = new Set<string>();

export function draftList(shell: Controller, renew: () => void): VNode | null {
  const { drafts, damaged } = shell.state;
  if (!drafts.length && !damaged.length) return null;
  return h("section", { class: "sh-section", "aria-labelledby": "drafts" }, [
    h("h2", { id: "drafts" }, shell.t("home.drafts")),
    h("ul", { class: "sh-list" }, [...drafts.map((draft) => draftLine(shell, draft, renew)), ...damaged.map((id) => damagedLine(shell, id, renew))]),
  ]);
}

function draftLine(shell: Controller, draft: DraftMeta, renew: () => void): VNode {
  const language = shell.state.words.language;
  // The form's own title is there in every language; a draft keeps the one in which it was begun.
  const form = shell.state.forms.find((one) => one.versionId === draft.versionId);
  const title = titleOf(form?.title ?? draft.title, language, draft.formId);
  return h("li", { class: "sh-card", key: draft.id }, [
    h("button", { type: "button", class: "sh-line", onClick: () => shell.resume(draft.id) }, [
      h("strong", [h("bdi", draft.label ? `${title} · ${draft.label}` : title)]),
      h("span", { class: "sh-quiet" }, [
        shell.t("home.answered", { count: draft.answered }),
        " · ",
        h("bdi", momentWords(language, draft.changedAt)),
      ]),
    ]),
    removing(shell, draft.id, renew),
  ]);
}

function damagedLine(shell: Controller, id: string, renew: () => void): VNode {
  return h("li", { class: "sh-card", key: id }, [h("p", shell.t("store.damaged")), removing(shell, id, renew)]);
}

function removing(shell: Controller, id: string, renew: () => void): VNode {
  const toggle = (is: boolean) => {
    if (is) asked.add(id);
    else asked.delete(id);
    renew();
  };
  if (!asked.has(id)) return button(shell.t("home.delete"), () => toggle(true), { class: "sh-button sh-small" });
  return confirming(
    shell.t("home.delete_what"),
    button(
      shell.t("home.delete_yes"),
      async () => {
        await shell.removeDraft(id);
        toggle(false);
      },
      { kind: "danger" },
    ),
    button(shell.t("shell.no"), () => toggle(false)),
  );
}

export function outboxList(shell: Controller): VNode | null {
  const { outbox } = shell.state;
  if (!outbox.length) return null;
  return h("section", { class: "sh-section", "aria-labelledby": "outbox" }, [
    h("h2", { id: "outbox" }, shell.t("home.outbox")),
    h("ul", { class: "sh-list" }, outbox.map((item) => outboxLine(shell, item))),
    shell.state.waiting && shell.state.isOnline && !shell.state.isRefused
      ? button(shell.t(shell.state.isSending ? "outbox.sending_now" : "outbox.send_now"), () => shell.deliver(true), { disabled: shell.state.isSending })
      : null,
  ]);
}

function outboxLine(shell: Controller, item: OutboxItem): VNode {
  const { language } = shell.state.words;
  const title = item.about ? titleOf(item.about.title, language, "") : shell.t("outbox.covered");
  return h("li", { class: "sh-card", key: item.id, "data-status": item.status }, [
    h("strong", [h("bdi", item.about?.label ? `${title} · ${item.about.label}` : title)]),
    h("span", { class: ["sh-pill", `sh-pill-${item.status}`] }, shell.t(`outbox.${item.status}`)),
    item.receipt ? h("span", [shell.t("outbox.receipt"), " ", h("bdi", { class: "sh-receipt" }, item.receipt)]) : null,
    item.message ? h("span", { class: "sh-quiet" }, [h("bdi", item.message)]) : null,
    h("span", { class: "sh-quiet" }, momentWords(language, item.at)),
    item.status === "received" ? button(shell.t("outbox.forget"), () => shell.forgetSent(item.id), { class: "sh-button sh-small" }) : null,
    item.status === "refused" ? button(shell.t("outbox.retry"), () => shell.retry(item.id), { class: "sh-button sh-small" }) : null,
  ]);
}
