/**
 * Electron's binary on this machine, or null: where the environment says, where the package keeps it, or on the path.
 * Never the package's own launcher script, which would start a download.
 */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { appDir } from '../../main/entry/launch/appVersion.ts';

export function realElectron(env: NodeJS.ProcessEnv): string | null {
  const given = env.ELECTRON_OVERRIDE_DIST_PATH;
  const folders = [
    ...(given === undefined ? [] : [given]),
    join(appDir, 'node_modules/electron/dist'),
    ...(env.PATH ?? '').split(':').filter((folder) => folder !== ''),
  ];
  const found = folders
    .map((folder) => join(folder, 'electron'))
    .filter((path) => existsSync(path))
    .find((path) => !realpathSync(path).endsWith('cli.js'));
  return found ?? null;
}
