// The screen of an interview: a bar with what is needed at any moment, one page, one main action.

import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, provide, ref, shallowRef, type VNode } from "vue";

import { icon, inputId } from "../controls/kit.ts";
import { END, type Session, type Trouble } from "../session.ts";
import type { InterviewOptions } from "../types.ts";
import { Contents } from "./contents.ts";
import { drawEnd } from "./end.ts";
import { Media } from "./media.ts";
import { PageView, titleOf } from "./page.ts";
import { drawPaper } from "./paper.ts";
import { problemOf } from "./question.ts";
import { Revealing } from "./revealing.ts";
import { SCREEN, type Screen } from "./screen.ts";

/** Milliseconds within which a second Escape leaves the page. */
const TWICE = 1000;

export const InterviewScreen = defineComponent(
  (props: { session: Session; options: InterviewOptions }) => {
    const { session, options } = props;
    const media = new Media(options.source.media);
    const revealing = new Revealing(session.revealed);
    const screen: Screen = {
      get words() {
        return session.words.value;
      },
      revealed: session.revealed,
      unreadable: session.unreadable,
      reveal: (id) => revealing.reveal(id),
      mediaAddress: (name) => media.address(name),
      file: (name) => session.file(name),
    };
    provide(SCREEN, screen);
    const t = (key: string, params?: Record<string, string | number>): string => screen.words.t(key, params);

    const troubles = shallowRef<readonly Trouble[]>([]);
    const failure = ref("");
    const isBusy = ref(false);
    const isListed = ref(false);
    const isCovered = ref(false);
    const asksPaper = ref(options.fromPaper === true && session.paperOn.value === "");
    const root = ref<HTMLElement | null>(null);

    const focusTitle = (): void =>
      void nextTick(() => {
        root.value?.querySelector<HTMLElement>("#fill-title")?.focus({ preventScroll: true });
        if (typeof scrollTo === "function" && document.scrollingElement) document.scrollingElement.scrollTop = 0;
      });
    const focusSummary = (): void =>
      void nextTick(() => root.value?.querySelector<HTMLElement>(".fill-summary")?.focus());
    const show = (): void => {
      troubles.value = [];
      failure.value = "";
      isListed.value = false;
      focusTitle();
    };
    const go = (key: string): void => {
      session.goTo(key);
      session.moved();
      show();
    };
    const back = (): void => {
      session.back();
      show();
    };
    const forward = (): void => {
      troubles.value = session.forward();
      if (troubles.value.length) focusSummary();
      else show();
    };
    const finish = async (): Promise<void> => {
      isBusy.value = true;
      failure.value = "";
      try {
        troubles.value = await session.finish();
      } catch (error) {
        troubles.value = [];
        failure.value = error instanceof Error && error.message ? error.message : t("interview.not-finished");
      } finally {
        isBusy.value = false;
      }
      if (troubles.value.length || failure.value) focusSummary();
    };
    const goTo = ({ field, page }: Trouble): void => {
      if (session.page.value?.key !== page.key) {
        session.goTo(page.key);
        troubles.value = [];
      }
      void nextTick(() => {
        const target = document.getElementById(inputId(field)) ?? document.getElementById(field.id);
        target?.focus();
        document.getElementById(field.id)?.scrollIntoView?.({ block: "center" });
      });
    };
    const rest = async (): Promise<void> => {
      // Out of sight first, whatever the writing takes.
      isCovered.value = true;
      session.changed();
      await session.save();
      if (session.saving.value === "failed") isCovered.value = false;
      else options.onPause();
    };
    const leaveQuickly = (): void => {
      isCovered.value = true;
      session.changed();
      // Begins to write before the store is locked; nobody waits for the end of it.
      void session.save();
      options.onQuickExit();
    };

    let escapedAt = -TWICE;
    const onKeydown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.repeat || isListed.value) return;
      if (event.timeStamp - escapedAt < TWICE) leaveQuickly();
      escapedAt = event.timeStamp;
    };
    const onHide = (): void => {
      if (document.visibilityState === "hidden") void session.save();
    };
    const onPageHide = (): void => void session.save();
    onMounted(() => {
      revealing.listen();
      document.addEventListener("keydown", onKeydown);
      document.addEventListener("visibilitychange", onHide);
      addEventListener("pagehide", onPageHide);
      focusTitle();
    });
    onBeforeUnmount(() => {
      revealing.stop();
      document.removeEventListener("keydown", onKeydown);
      document.removeEventListener("visibilitychange", onHide);
      removeEventListener("pagehide", onPageHide);
      media.forget();
    });

    /** Read aloud: only when it says something new, not with every letter. */
    const saved = computed(() => {
      if (session.saving.value === "failed") return t("interview.save-failed");
      const at = session.savedAt.value;
      if (!at) return "";
      const format = new Intl.DateTimeFormat(screen.words.language, { hour: "2-digit", minute: "2-digit" });
      return t("interview.saved", { time: format.format(at) });
    });
    const position = computed(() => {
      const count = session.pages.value.length;
      return session.page.value ? t("interview.page-of", { number: session.step.value + 1, count }) : t("interview.end");
    });

    const bar = (): VNode => {
      const button = (name: string, drawing: string, onClick: () => void, key = `interview.${name}`): VNode =>
        h("button", { type: "button", class: "fill-tool", "data-do": name, onClick }, [icon(drawing), h("span", t(key))]);
      const { languages } = session;
      const onChange = (event: Event): void => {
        const language = languages.find((each) => each.id === (event.target as HTMLSelectElement).value);
        if (language) void session.speak(language);
      };
      const choices = languages.map((each) => h("option", { key: each.id, value: each.id, lang: each.code || undefined }, each.name));
      return h("header", { class: "fill-bar" }, [
        h("div", { class: "fill-bar-tools" }, [
          button("contents", "list", () => (isListed.value = true)),
          languages.length > 1
            ? h("select", { class: "form-select fill-language", "aria-label": t("interview.language"), value: session.language.value.id, onChange }, choices)
            : null,
          h("span", { class: "fill-space" }),
          button("rest", "rest", () => void rest()),
          button("away", "away", leaveQuickly),
        ]),
        h("progress", { class: "fill-progress", "aria-label": t("interview.progress"), max: Math.max(1, session.pages.value.length), value: session.step.value }),
      ]);
    };
    const stateLine = (): VNode =>
      h("div", { class: "fill-state-line" }, [
        h("span", { class: "fill-position" }, position.value),
        h("span", { class: ["fill-saved", session.saving.value === "failed" && "is-failed"] }, [
          session.isWriting ? h("span", { "aria-hidden": "true" }, t("interview.saving")) : null,
          h("span", { role: "status", class: session.isWriting && "fill-unseen" }, saved.value),
        ]),
      ]);
    const summary = (): VNode | null => {
      if (!troubles.value.length && !failure.value) return null;
      const rows = troubles.value.map((trouble) => {
        const { field, page } = trouble;
        const words = [field.label?.plain ?? field.name, problemOf(field, screen)].filter(Boolean).join(": ");
        const where = session.page.value?.key === page.key ? "" : ` (${titleOf(page, screen)})`;
        return h("li", { key: field.id }, h("button", { type: "button", class: "fill-link", onClick: () => goTo(trouble) }, words + where));
      });
      return h("div", { class: "fill-summary", role: "alert", tabindex: -1 }, [
        h("h2", failure.value || t("interview.problems", { count: rows.length })),
        rows.length ? h("ul", rows) : null,
      ]);
    };
    const foot = (): VNode => {
      const isEnd = session.page.value === null;
      const words = isEnd ? t("interview.finish") : t("interview.next");
      const onClick = isEnd ? () => void finish() : forward;
      return h("footer", { class: "fill-foot" }, [
        session.isFirst
          ? options.onLeave
            ? h("button", { type: "button", class: "btn btn-quiet", "data-do": "leave", onClick: () => void session.save().then(() => options.onLeave?.()) }, t("interview.leave"))
            : null
          : h("button", { type: "button", class: "btn btn-quiet", "data-do": "back", onClick: back }, t("interview.back")),
        h("button", { type: "button", class: "btn btn-primary fill-main-action", "data-do": isEnd ? "finish" : "next", disabled: isBusy.value, onClick }, words),
      ]);
    };
    const content = (): (VNode | null)[] => {
      if (asksPaper.value)
        return [drawPaper(session, screen, () => {
          asksPaper.value = false;
          session.moved();
          focusTitle();
        })];
      const { value: page } = session.page;
      const language = session.language.value;
      return [
        stateLine(),
        summary(),
        page
          ? h("div", { class: "fill-page", lang: language.code || undefined, dir: language.direction, key: page.key }, [
              h(PageView, {
                page,
                onAdd: () => {
                  session.add(page);
                  show();
                },
                onRemove: () => {
                  session.remove(page);
                  show();
                },
              }),
            ])
          : drawEnd(session, screen, go),
        foot(),
      ];
    };
    return () => {
      const { language } = screen.words;
      const attributes = { ref: root, class: "fill", lang: language, dir: session.language.value.direction };
      if (isCovered.value) return h("div", { ...attributes, "data-covered": "" }, h("p", { class: "fill-covered", role: "status" }, t("interview.covered")));
      return h("div", attributes, [
        bar(),
        h("main", { class: "fill-main" }, content()),
        isListed.value
          ? h(Contents, {
              pages: session.pages.value, current: session.page.value?.key ?? END, onGo: go,
              onClose: () => (isListed.value = false),
            })
          : null,
      ]);
    };
  },
  { props: ["session", "options"] },
);
