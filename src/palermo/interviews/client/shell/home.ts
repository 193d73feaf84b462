// What can be done here: go on, start, look what became of the rest. And the menu.

import { defineComponent, h, reactive, ref, type PropType, type VNode } from "vue";

import type { Controller } from "./controller.ts";
import { offerInstalling, program } from "./installing.ts";
import { draftList, outboxList } from "./lists.ts";
import { button, confirming, field, heading, note, titleOf } from "./parts.ts";
import { newPassphrase, isReady, passphraseFields } from "./passphrases.ts";
import { isRightToLeft, nameOf, signInAddress } from "./place.ts";

export const Home = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  setup({ shell }) {
    const turn = ref(0);
    return () => {
      void turn.value;
      if (shell.state.choosing) return languageChoice(shell);
      const { isRefused, persistence } = shell.state;
      return [
        heading(shell.t("home.title")),
        isRefused ? note("watch", [shell.t("home.refused"), " ", h("a", { href: signInAddress() }, shell.t("enrol.sign_in"))]) : null,
        draftList(shell, () => (turn.value += 1)),
        formList(shell),
        outboxList(shell),
        h("footer", { class: "sh-section sh-quiet" }, [
          h("p", shell.t(program.isKept ? "home.works_offline" : "home.needs_network")),
          persistence === "not_kept" ? h("p", shell.t("home.not_persistent")) : null,
          persistence === "kept" ? h("p", shell.t("home.persistent")) : null,
          program.canInstall ? button(shell.t("home.install"), () => offerInstalling()) : null,
        ]),
      ];
    };
  },
});

function formList(shell: Controller): VNode {
  const { forms, words, wish } = shell.state;
  return h("section", { class: "sh-section", "aria-labelledby": "forms" }, [
    h("h2", { id: "forms" }, shell.t("home.start")),
    wish?.case ? note("well", shell.t("home.for_case")) : null,
    forms.length
      ? h(
          "ul",
          { class: "sh-list" },
          forms.map((form) =>
            h("li", { key: form.versionId }, [
              h("button", { type: "button", class: "sh-form", "data-form": form.formId, onClick: () => shell.choose(form) }, [
                h("strong", [h("bdi", titleOf(form.title, words.language, form.formId))]),
              ]),
            ]),
          ),
        )
      : [note("watch", shell.t("home.no_forms")), button(shell.t("shell.again"), () => shell.refreshForms(), { kind: "main" })],
  ]);
}

function languageChoice(shell: Controller): unknown {
  const form = shell.state.choosing!;
  return [
    heading(shell.t("home.which_language")),
    h("p", { class: "sh-lead" }, titleOf(form.title, shell.state.words.language, form.formId)),
    h(
      "ul",
      { class: "sh-list" },
      form.languages.map((language) =>
        h("li", { key: language }, [
          h(
            "button",
            {
              type: "button",
              class: "sh-form",
              lang: language,
              dir: isRightToLeft(language) ? "rtl" : "ltr",
              onClick: () => shell.begin(form, language),
            },
            [h("strong", nameOf(language))],
          ),
        ]),
      ),
    ),
    button(shell.t("shell.back"), () => shell.choose(null)),
  ];
}

export const ChangePassphrase = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  emits: ["done"],
  setup({ shell }, { emit }) {
    const form = reactive({ before: "", after: newPassphrase(), isBusy: false, problem: "" });
    const send = async (event: Event) => {
      event.preventDefault();
      form.after.isAsked = true;
      form.problem = "";
      if (!isReady(form.after) || form.isBusy) return;
      form.isBusy = true;
      try {
        await shell.changePassphrase(form.before, form.after.first);
        shell.say("well", "passphrase.changed");
        emit("done");
      } catch (error) {
        form.problem = shell.wording(error);
      } finally {
        form.isBusy = false;
      }
    };
    return () => [
      heading(shell.t("menu.change_passphrase")),
      h("form", { class: "sh-card", onSubmit: send, novalidate: true }, [
        field({
          id: "before",
          type: "password",
          label: shell.t("passphrase.before"),
          value: form.before,
          problem: form.problem,
          autocomplete: "current-password",
          set: (value) => (form.before = value),
        }),
        ...passphraseFields(shell, form.after, "after"),
        note("watch", shell.t("enrol.losing")),
        h("button", { type: "submit", class: "sh-button sh-main", disabled: form.isBusy }, shell.t("passphrase.go")),
      ]),
      button(shell.t("shell.back"), () => emit("done")),
    ];
  },
});

export const Forget = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  emits: ["done"],
  setup({ shell }, { emit }) {
    return () => [
      heading(shell.t("menu.forget")),
      shell.state.waiting ? note("watch", shell.t("menu.forget_waiting", { count: shell.state.waiting })) : null,
      shell.state.drafts.length ? note("watch", shell.t("menu.forget_drafts", { count: shell.state.drafts.length })) : null,
      confirming(
        shell.t("menu.forget_what"),
        button(shell.t("menu.forget_yes"), () => shell.forget(), { kind: "danger" }),
        button(shell.t("shell.no"), () => emit("done")),
      ),
    ];
  },
});
