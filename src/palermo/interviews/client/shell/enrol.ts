// The first visit: who is signed in makes this browser a device of hers, under a passphrase.

import { defineComponent, h, reactive, type PropType } from "vue";

import type { Controller } from "./controller.ts";
import { outboxList } from "./lists.ts";
import { button, field, heading, note } from "./parts.ts";
import { isReady, newPassphrase, passphraseFields } from "./passphrases.ts";
import { signInAddress } from "./place.ts";

export const Enrol = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  setup({ shell }) {
    const form = reactive({ name: "", passphrase: newPassphrase(), isBusy: false, problem: "" });
    const send = async (event: Event) => {
      event.preventDefault();
      form.passphrase.isAsked = true;
      form.problem = "";
      if (!isReady(form.passphrase) || !form.name.trim() || form.isBusy) return;
      form.isBusy = true;
      try {
        await shell.enrol(form.name.trim(), form.passphrase.first);
      } catch (error) {
        form.problem = shell.wording(error);
      } finally {
        form.isBusy = false;
      }
    };
    const form_ = () => {
      const noName = form.passphrase.isAsked && !form.name.trim() ? shell.t("enrol.name_missing") : "";
      return h("form", { class: "sh-card", onSubmit: send, novalidate: true }, [
        field({
          id: "device-name",
          label: shell.t("enrol.name"),
          hint: shell.t("enrol.name_hint"),
          value: form.name,
          problem: noName,
          set: (value) => (form.name = value),
        }),
        ...passphraseFields(shell, form.passphrase, "passphrase"),
        note("watch", shell.t("enrol.losing")),
        form.problem ? note("watch", form.problem) : null,
        h("button", { type: "submit", class: "sh-button sh-main", disabled: form.isBusy }, shell.t(form.isBusy ? "enrol.busy" : "enrol.go")),
      ]);
    };
    const instead: Record<string, () => unknown> = {
      offline: () => [note("watch", shell.t("enrol.offline")), button(shell.t("shell.again"), () => shell.askSession(), { kind: "main" })],
      nobody: () => h("a", { class: "sh-button sh-main", href: signInAddress() }, shell.t("enrol.sign_in")),
      locked: () => [
        note("watch", shell.t("enrol.session_locked")),
        h("a", { class: "sh-button sh-main", href: signInAddress() }, shell.t("enrol.sign_in")),
      ],
      not_for_forms: () => note("watch", shell.t("enrol.not_for_forms")),
      ready: form_,
    };
    return () => {
      const { session, outbox } = shell.state;
      return [
        heading(shell.t("enrol.title")),
        h("p", { class: "sh-lead" }, shell.t("enrol.lead")),
        (session && instead[session]?.()) as never,
        outbox.length ? outboxList(shell) : null,
      ];
    };
  },
});
