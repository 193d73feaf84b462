// What the page of the app loads: the shell, which opens interviews with interview.ts.

import "./shell/start.ts";
