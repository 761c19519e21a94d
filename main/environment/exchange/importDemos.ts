/**
 * An import from end to end, in the exchange process: what lies in the folder, which of its cameras plays which role, and
 * each episode as a recording. An episode that cannot be read is told with its reason and leaves nothing behind; a disk
 * that says no ends the import.
 */
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { FromExchange, ImportOrder } from '../../base/wire/exchange.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { FilmPorts } from './filmFile.ts';
import { enpireEpisodes, readEnpire } from './readEnpire.ts';
import { readFilms } from './readFilms.ts';
import { readLerobot } from './readLerobot.ts';
import type { Source, SourceEpisode } from './sourceEpisode.ts';
import { openSourceFolder, type SourceFolder } from './sourceFolder.ts';
import { writeEpisode } from './writeEpisode.ts';

export interface ExchangePorts extends FilmPorts {
  readonly tell: (message: FromExchange) => void;
}

async function openSource(
  folder: SourceFolder,
  { format }: ImportOrder,
  ports: FilmPorts,
): Promise<Source> {
  const found = folder.find('meta/info.json', exchangeBounds.jsonBytes) !== null;
  if (format === 'lerobot' || (format === null && found)) {
    if (!found)
      throw new BenchError('bad-input', `${folder.name} has no meta/info.json`, {
        hint: 'A LeRobot dataset is the folder that holds meta/, data/ and videos/.',
      });
    return await readLerobot(folder, ports);
  }
  if (format === 'enpire' || (format === null && enpireEpisodes(folder).length > 0))
    return readEnpire(folder, ports);
  return readFilms(folder, ports);
}

/** Which camera plays which role: as it was told, else by name. */
function assignRoles({ cameras }: Source, order: ImportOrder, tell: ExchangePorts['tell']) {
  const roles = new Map<string, string>();
  for (const camera of cameras) {
    const role = order.roles[camera] ?? (order.taskRoles.includes(camera) ? camera : null);
    if (role === null) continue;
    if (!order.taskRoles.includes(role))
      throw new BenchError('bad-input', `the task has no camera role ${role}`, {
        hint: `Its roles are ${order.taskRoles.join(', ')}.`,
      });
    if ([...roles.values()].includes(role))
      throw new BenchError('bad-input', `two cameras of the import play the role ${role}`);
    roles.set(camera, role);
  }
  const unknown = Object.keys(order.roles).find((camera) => !cameras.includes(camera));
  if (unknown !== undefined)
    throw new BenchError('bad-input', `the import has no camera ${unknown}`, {
      hint: `It has ${cameras.join(', ') || 'none'}.`,
    });
  if (roles.size === 0)
    throw new BenchError('bad-input', 'none of its cameras plays a role of the task', {
      hint:
        `It has ${cameras.join(', ') || 'no camera'}; the task wants ` +
        `${order.taskRoles.join(', ')}. Say which is which.`,
    });
  for (const camera of cameras)
    if (!roles.has(camera))
      tell({ type: 'note', note: `Camera ${camera} plays no role of the task and was left out.` });
  return roles;
}

function checkEpisode(episode: SourceEpisode, roles: ReadonlyMap<string, string>): void {
  const seen = new Set<string>();
  for (const { name } of episode.cameras) {
    if (seen.has(name)) throw new BenchError('bad-input', `it has two cameras ${name}`);
    seen.add(name);
  }
  if (!episode.cameras.some(({ name }) => roles.has(name)))
    throw new BenchError('bad-input', 'none of its cameras plays a role of the task');
}

/** @throws BenchError when nothing of it can be read, or the disk says no. */
export async function importDemos(
  order: ImportOrder,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<void> {
  const { tell } = ports;
  const folder = openSourceFolder(order.from);
  const source = await openSource(folder, order, ports);
  const roles = assignRoles(source, order, tell);
  const { format, total } = source;
  const notes = new Set<string>();
  let done = 0;
  let refused = 0;
  const refuse = (what: string, why: string): void => {
    if (refused++ < exchangeBounds.refusals) tell({ type: 'refused', what, why });
  };
  tell({ type: 'progress', done, total });
  for await (const found of source.episodes(signal)) {
    done++;
    if (found.kind === 'refused') refuse(found.what, found.why);
    else {
      const { episode } = found;
      const id = `${order.idPrefix}-${String(done).padStart(4, '0')}`;
      try {
        checkEpisode(episode, roles);
        const wanted = { order, format, id, from: folder.name, episode, roles };
        const recording = await writeEpisode(wanted, ports, signal);
        tell({ type: 'recording', recording });
        for (const note of episode.notes) {
          if (!notes.has(note)) tell({ type: 'note', note });
          notes.add(note);
        }
      } catch (thrown) {
        const error = toBenchError(thrown);
        if (error.code !== 'bad-input') throw error;
        refuse(episode.name, error.message);
      }
    }
    tell({ type: 'progress', done: Math.min(total, done), total });
  }
  if (refused > exchangeBounds.refusals)
    tell({ type: 'note', note: `${refused - exchangeBounds.refusals} more were refused.` });
}
