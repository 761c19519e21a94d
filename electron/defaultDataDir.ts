/** Where the data lies when nobody says otherwise: the same as the command line's (a test holds both together). */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export function defaultDataDir(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_DATA_HOME ?? '';
  const home = env.HOME ?? homedir();
  return join(isAbsolute(base) ? base : join(home, '.local/share'), 'nightbench');
}
