// The passphrase, asked for each time: drafts open with it and with nothing else.

import { defineComponent, h, onMounted, onUnmounted, reactive, type PropType } from "vue";

import { MustWait, WrongPassphrase } from "../store/index.ts";
import type { Controller } from "./controller.ts";
import { button, confirming, field, heading, note } from "./parts.ts";

export const Unlock = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  setup({ shell }) {
    const form = reactive({ passphrase: "", isBusy: false, problem: "", wait: 0, isForgotten: false });
    let timer: ReturnType<typeof setInterval> | undefined;
    onMounted(() => {
      timer = setInterval(() => (form.wait = Math.max(0, form.wait - 1)), 1000);
      document.getElementById("unlock")?.focus();
    });
    onUnmounted(() => clearInterval(timer));
    const send = async (event: Event) => {
      event.preventDefault();
      if (form.isBusy || form.wait || !form.passphrase) return;
      form.isBusy = true;
      form.problem = "";
      try {
        await shell.unlock(form.passphrase);
      } catch (error) {
        if (error instanceof WrongPassphrase || error instanceof MustWait) form.wait = error.wait;
        form.problem = error instanceof MustWait ? "" : shell.wording(error);
      } finally {
        Object.assign(form, { passphrase: "", isBusy: false });
      }
    };
    return () => [
      heading(shell.t("unlock.title")),
      shell.state.waiting ? h("p", { class: "sh-lead" }, shell.t("unlock.waiting", { count: shell.state.waiting })) : null,
      h("form", { class: "sh-card", onSubmit: send, novalidate: true }, [
        field({
          id: "unlock",
          type: "password",
          label: shell.t("unlock.passphrase"),
          value: form.passphrase,
          problem: form.problem,
          autocomplete: "current-password",
          set: (value) => (form.passphrase = value),
        }),
        form.wait ? note("watch", shell.t("store.must_wait", { count: form.wait })) : null,
        h(
          "button",
          { type: "submit", class: "sh-button sh-main", disabled: form.isBusy || form.wait > 0 },
          shell.t(form.isBusy ? "unlock.busy" : "unlock.go"),
        ),
      ]),
      form.isForgotten
        ? confirming(
            shell.t("unlock.forgotten_what"),
            button(shell.t("menu.forget_yes"), () => shell.forget(), { kind: "danger" }),
            button(shell.t("shell.no"), () => (form.isForgotten = false)),
          )
        : button(shell.t("unlock.forgotten"), () => (form.isForgotten = true)),
    ];
  },
});
