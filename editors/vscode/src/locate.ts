// Where the server is: the setting, the PATH, the one that comes with the extension; the first there is.

import { isAbsolute, join } from "node:path";

/** A program that was found, and by which way. */
export interface Found {
  file: string;
  by: "setting" | "PATH" | "extension";
}

/** What is looked at. */
export interface Places {
  /** The setting; empty where the user left it so. */
  setting: string;
  /** The folders of the PATH, in order. */
  path: readonly string[];
  /** The folder of the extension. */
  extension: string;
  /** The home folder, for a leading `~`. */
  home: string;
  platform: NodeJS.Platform;
  exists(file: string): boolean;
}

/**
 * A setting that names no file is not passed over: whoever wrote it means that file. A relative folder on the PATH is,
 * because what lies in the folder of a workspace is not to be run.
 */
export function locate(places: Places): Found | undefined {
  const name = places.platform === "win32" ? "racelens.exe" : "racelens";
  if (places.setting) {
    const file = places.setting.replace(/^~(?=$|[\\/])/, places.home);
    return places.exists(file) ? { file, by: "setting" } : undefined;
  }
  const folders = places.path.filter((folder) => isAbsolute(folder));
  const onPath = folders.map((folder) => join(folder, name)).find((file) => places.exists(file));
  if (onPath) return { file: onPath, by: "PATH" };
  const bundled = join(places.extension, "server", name);
  return places.exists(bundled) ? { file: bundled, by: "extension" } : undefined;
}
