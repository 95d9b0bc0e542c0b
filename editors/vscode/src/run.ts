// Running the program as a command, beside the server.

import { execFile } from "node:child_process";

export interface Output {
  stdout: string;
  stderr: string;
}

/** What a run comes to; exit code 1 says that something was found, which is no failure. */
export function run(file: string, args: string[], cwd?: string, signal?: AbortSignal): Promise<Output> {
  return new Promise((resolve, reject) => {
    const options = { cwd, signal, maxBuffer: 1 << 28, windowsHide: true };
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(stderr.trim() || error.message));
      else resolve({ stdout, stderr });
    });
  });
}
