/** Where a program of the system lies: the system's own folders before the PATH, so that nobody slips another in. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Its full path, or null. */
export function findTool(name: string): string | null {
  const system = ['/usr/bin', '/bin', '/usr/local/bin'];
  const others = (process.env.PATH ?? '').split(':').filter((dir) => path.isAbsolute(dir));
  for (const dir of [...system, ...others]) {
    const file = path.join(dir, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next one.
    }
  }
  return null;
}
