// What is told when there is no server, and the ways out.

import { OLDEST } from "./version";

export type Trouble =
  /** Nowhere to be found; `setting` is what the user named, if anything. */
  | { kind: "missing"; setting: string }
  /** It is there and does not run, or is another program. */
  | { kind: "broken"; file: string; reason: string }
  | { kind: "too old"; file: string; version: string }
  /** It went down as often as it was started. */
  | { kind: "crashes"; file: string; starts: number };

/** A button under the message: its words and the command behind it. */
export interface Way {
  title: string;
  command: string;
  arguments?: unknown[];
}

export interface Told {
  message: string;
  /** The same in a few words, for the status item. */
  brief: string;
  ways: Way[];
}

const SETTING: Way = {
  title: "Open the setting",
  command: "workbench.action.openSettings",
  arguments: ["racelens.path"],
};
const LOG: Way = { title: "Show the log", command: "racelens.showLog" };
const AGAIN: Way = { title: "Try again", command: "racelens.restart" };
const INSTALL: Way = { title: "How to install", command: "racelens.showInstall" };

export function tell(trouble: Trouble): Told {
  switch (trouble.kind) {
    case "missing":
      return trouble.setting
        ? {
            message: `The setting racelens.path names ${trouble.setting}, and there is no such file.`,
            brief: "racelens.path names no file",
            ways: [SETTING, AGAIN],
          }
        : {
            message:
              "racelens is not installed: it is not on the PATH, and this build of the extension brings none along. Install it, or name the program in racelens.path.",
            brief: "racelens is not installed",
            ways: [INSTALL, SETTING, AGAIN],
          };
    case "broken":
      return {
        message: `${trouble.file} cannot be run as racelens: ${trouble.reason}`,
        brief: "racelens cannot be run",
        ways: [SETTING, LOG, AGAIN],
      };
    case "too old":
      return {
        message: `${trouble.file} is racelens ${trouble.version}; this extension needs ${OLDEST} or newer. Update it, or name another in racelens.path.`,
        brief: `racelens ${trouble.version} is too old`,
        ways: [INSTALL, SETTING, AGAIN],
      };
    case "crashes":
      return {
        message: `The racelens server went down ${trouble.starts} times and is not started again. The log says what it said last.`,
        brief: "the server went down",
        ways: [AGAIN, LOG],
      };
  }
}
