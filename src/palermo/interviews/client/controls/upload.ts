// A picture, a recording, a document. Shown from memory; nothing is kept outside of the sealed draft.

import { defineComponent, h, onBeforeUnmount, ref, watch, type VNode } from "vue";

import { redrawn } from "../pictures.ts";
import { useScreen } from "../view/screen.ts";
import { CONTROL_PROPS, icon, inputAttributes, inputId, type ControlProps } from "./kit.ts";

/** Bytes. What the server takes is less than a telephone's film; better said here than after an hour. */
export const LARGEST = 20 * 1024 * 1024;

export const UploadControl = defineComponent(
  (props: ControlProps) => {
    const screen = useScreen();
    const problem = ref("");
    const isBusy = ref(false);
    const address = ref("");
    const forget = (): void => {
      if (address.value) URL.revokeObjectURL(address.value);
      address.value = "";
    };
    watch(
      () => props.field.value,
      (name) => {
        forget();
        const file = name ? screen.file(name) : null;
        if (file && /^(image|audio|video)\//.test(file.type))
          address.value = URL.createObjectURL(new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.type }));
      },
      // After the adapter has kept the bytes.
      { immediate: true, flush: "post" },
    );
    onBeforeUnmount(forget);

    const take = async (event: Event): Promise<void> => {
      const input = event.target as HTMLInputElement;
      const file = input.files?.[0];
      // The same file can be chosen again after it was taken away.
      if (!file) return;
      problem.value = "";
      isBusy.value = true;
      try {
        const small = await redrawn(file, props.field.maxPixels);
        if (small.size > LARGEST) problem.value = "interview.file-too-large";
        else await props.field.attach(small);
      } catch {
        problem.value = "interview.file-unreadable";
      } finally {
        isBusy.value = false;
        input.value = "";
      }
    };
    const remove = async (): Promise<void> => {
      await props.field.attach(null);
      document.getElementById(inputId(props.field))?.focus();
    };
    const preview = (): VNode | null => {
      const { value } = props.field;
      if (!value) return null;
      const file = screen.file(value);
      const { t } = screen.words;
      const type = file?.type.split("/")[0];
      if (address.value && type === "image") return h("img", { class: "fill-preview", src: address.value, alt: t("interview.picture") });
      if (address.value && type === "audio") return h("audio", { controls: true, src: address.value, "aria-label": t("interview.recording") });
      if (address.value && type === "video") return h("video", { controls: true, class: "fill-preview", src: address.value, "aria-label": t("interview.film") });
      const size = file ? Math.max(1, Math.round(file.bytes.length / 1024)) : 0;
      return h("p", { class: "fill-file" }, [icon("file"), t("interview.file", { kilobytes: size })]);
    };
    const chooser = (isCamera: boolean): VNode => {
      const { field } = props;
      const { t } = screen.words;
      const kind = field.accept.split("/")[0] ?? "";
      const name = { image: "picture", audio: "recording", video: "film" }[kind] ?? "document";
      const attributes = inputAttributes(props);
      const id = isCamera ? `${field.id}-c` : inputId(field);
      const key = isCamera ? `interview.take-${name}` : field.value ? `interview.replace-${name}` : `interview.choose-${name}`;
      const input = h("input", {
        ...attributes, id, type: "file", accept: field.accept || undefined, class: "fill-unseen", readonly: undefined,
        capture: isCamera ? "environment" : undefined, disabled: field.readonly || isBusy.value, onChange: take,
      });
      return h("span", { class: "fill-chooser" }, [
        input,
        h("label", { for: id, class: "btn btn-quiet" }, [icon(isCamera ? "camera" : "file"), t(key)]),
      ]);
    };
    return () => {
      const { field } = props;
      const { t } = screen.words;
      const withCamera = /^(image|audio|video)/.test(field.accept) && isHandheld();
      return [
        preview(),
        field.readonly
          ? null
          : h("div", { class: "fill-row" }, [
              withCamera ? chooser(true) : null,
              chooser(false),
              field.value
                ? h("button", { type: "button", class: "btn btn-quiet", onClick: remove }, [icon("bin"), t("interview.remove-file")])
                : null,
            ]),
        h("p", { class: "fill-small", role: "status" }, isBusy.value ? t("interview.file-busy") : ""),
        problem.value ? h("p", { class: "fill-problem", role: "alert" }, t(problem.value, { megabytes: LARGEST / 1048576 })) : null,
      ];
    };
  },
  { props: CONTROL_PROPS },
);

/** Where a camera is at hand. On other machines both buttons would open the same window. */
function isHandheld(): boolean {
  return typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;
}
