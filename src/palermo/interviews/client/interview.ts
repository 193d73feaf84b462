// What the shell uses of the renderer.

import "./styles/frame.css";
import "./styles/questions.css";
import "./styles/choices.css";
import "./styles/pieces.css";

import { createApp } from "vue";

import { forget, open, readAhead } from "./loading.ts";
import { Session } from "./session.ts";
import type { MountedInterview, MountInterview } from "./types.ts";
import { InterviewScreen } from "./view/interview.ts";

export { forget, readAhead };

/** Puts an interview into an element. Rejects when the form or the draft cannot be read; nothing is shown then. */
export const mountInterview: MountInterview = async (element, options): Promise<MountedInterview> => {
  const form = await open(options.source);
  const session = await Session.begin(form, options);
  const app = createApp(InterviewScreen, { session, options });
  app.mount(element);
  return {
    unmount() {
      session.stop();
      app.unmount();
    },
    save: () => session.save(),
  };
};
