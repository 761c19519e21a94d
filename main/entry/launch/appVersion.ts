/** The version of the program and the folder it lies in. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone or of the installed app. */
export const appDir = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export function appVersion(): string {
  const { version } = JSON.parse(readFileSync(join(appDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
