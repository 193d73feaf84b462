// The page begins here.

import { createApp } from "vue";

import { forget, mountInterview, readAhead } from "../interview.ts";
import { App } from "./app.ts";
import { Controller, loadWords, preferredLanguage, showLanguage } from "./controller.ts";
import { installProgram } from "./installing.ts";
import { canWork } from "./place.ts";
import "./shell.css";

async function begin(): Promise<void> {
  const language = preferredLanguage();
  const words = await loadWords(language);
  showLanguage(language);
  const shell = new Controller(words, { forget, mountInterview, readAhead });
  createApp(App, { shell }).mount("#fill");
  if (!canWork()) {
    shell.state.phase = "unable";
    return;
  }
  await shell.start();
  await installProgram();
}

void begin();
