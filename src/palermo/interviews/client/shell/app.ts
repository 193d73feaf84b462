// The frame of the page: the bar with the menu and the way out, a sentence when there is one to say, and one screen.

import { defineComponent, h, nextTick, onMounted, ref, watch, type PropType, type VNode } from "vue";

import type { Controller, Phase } from "./controller.ts";
import { Enrol } from "./enrol.ts";
import { ChangePassphrase, Forget, Home } from "./home.ts";
import { program, takeNews } from "./installing.ts";
import { outboxList } from "./lists.ts";
import { button, heading, note } from "./parts.ts";
import { HOME, LANGUAGES, nameOf } from "./place.ts";
import { Unlock } from "./unlock.ts";

type Page = "" | "passphrase" | "forget";
const DOUBLE_PRESS_MS = 700;

const Interview = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  setup({ shell }) {
    const place = ref<HTMLElement>();
    onMounted(() => place.value && void shell.mount(place.value));
    // What is in the place is not this component's: it renders once.
    return () => h("div", { ref: place, class: "sh-interview" }, [h("p", { class: "sh-opening", role: "status" }, shell.t("home.opening"))]);
  },
});

export const App = defineComponent({
  props: { shell: { type: Object as PropType<Controller>, required: true } },
  setup({ shell }) {
    const page = ref<Page>("");
    const leave = () => (page.value = "");
    let lastEscape = -Infinity;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      if (event.timeStamp - lastEscape < DOUBLE_PRESS_MS) shell.quickExit();
      lastEscape = event.timeStamp;
    });
    // A new screen is read from its heading.
    watch(
      () => [shell.state.phase, page.value, shell.state.choosing],
      async () => {
        await nextTick();
        if (!document.activeElement?.closest("input")) document.querySelector<HTMLElement>("[data-heading]")?.focus();
      },
    );
    watch(() => shell.state.phase, leave);
    const screens: Record<Phase, () => unknown> = {
      starting: () => h("p", { role: "status" }, shell.t("shell.starting")),
      unable: () => [heading(shell.t("shell.unable")), h("p", { class: "sh-lead" }, shell.t("shell.unable_why"))],
      enrol: () => h(Enrol, { shell }),
      unlock: () => h(Unlock, { shell }),
      home: () => {
        if (page.value === "passphrase") return h(ChangePassphrase, { shell, onDone: leave });
        if (page.value === "forget") return h(Forget, { shell, onDone: leave });
        return h(Home, { shell });
      },
      interview: () => h(Interview, { shell }),
      done: () => [
        heading(shell.t("done.title")),
        h("p", { class: "sh-lead" }, shell.t("done.what")),
        outboxList(shell),
        button(shell.t("done.on"), () => shell.goHome(), { kind: "main" }),
      ],
      gone: () => [
        heading(shell.t("gone.title")),
        h("p", { class: "sh-lead" }, shell.t("gone.what")),
        h("a", { class: "sh-button", href: HOME() }, shell.t("gone.on")),
      ],
    };
    return () => {
      const { phase, notice } = shell.state;
      // An interview brings a frame of its own.
      if (phase === "interview") return screens.interview() as VNode;
      return [
        bar(shell, page),
        h("main", { id: "main", class: "sh-page", tabindex: -1 }, [
          program.hasNews ? note("well", [shell.t("shell.news"), " ", button(shell.t("shell.news_take"), () => takeNews())]) : null,
          shell.state.isOnline ? null : note("well", shell.t("shell.offline")),
          notice ? note(notice.kind, notice.text) : null,
          screens[phase]() as VNode,
        ]),
      ];
    };
  },
});

function bar(shell: Controller, page: { value: Page }): VNode {
  const { phase } = shell.state;
  const isOpen = phase === "home" || phase === "done";
  const close = (event: Event) => (event.target as HTMLElement).closest("details")?.removeAttribute("open");
  const item = (text: string, press: () => unknown) =>
    h("li", [h("button", { type: "button", class: "sh-item", onClick: (event: Event) => (close(event), press()) }, text)]);
  return h("header", { class: "sh-bar" }, [
    h("span", { class: "sh-brand" }, "Palermo"),
    h("details", { class: "sh-menu" }, [
      h("summary", shell.t("menu.menu")),
      h("div", { class: "sh-panel" }, [
        h("ul", [
          ...(isOpen
            ? [
                item(shell.t("menu.lock"), () => shell.lock()),
                item(shell.t("menu.change_passphrase"), () => (page.value = "passphrase")),
                item(shell.t("menu.forget"), () => (page.value = "forget")),
              ]
            : []),
        ]),
        h("p", { class: "sh-quiet", id: "menu-language" }, shell.t("menu.language")),
        h(
          "ul",
          { "aria-labelledby": "menu-language" },
          LANGUAGES().map((language) =>
            h("li", [
              h(
                "button",
                {
                  type: "button",
                  class: "sh-item",
                  lang: language,
                  "aria-pressed": String(shell.state.words.language === language),
                  onClick: (event: Event) => (close(event), shell.speak(language)),
                },
                nameOf(language),
              ),
            ]),
          ),
        ),
      ]),
    ]),
    button(shell.t("shell.leave"), () => shell.quickExit(), { class: "sh-button sh-leave", title: shell.t("shell.leave_hint") }),
  ]);
}
