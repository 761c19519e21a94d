/**
 * What a person asks for while showing the task: the arm, a recording, what becomes of a demo. The core decides; here it is
 * only asked, and the list is read again when it has changed.
 */
import type { LabelValue, TeleopInput } from '../../main/base/model/episode.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { DemosState } from '../store/demosState.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';

const demos = (): DemosState => useWindow.getState().demos;
const change = (part: Partial<DemosState>): void =>
  useWindow.setState((state) => ({ demos: { ...state.demos, ...part } }));
const openTask = (): string | null => useWindow.getState().phaseOne?.task?.id ?? null;

/** A reset by the robot, an import and an export take their time. */
const longMs = 600_000;
/** Taking the arm waits until the bench has answered. */
const beginMs = 60_000;

export async function loadDemos(deck: Deck, task: string): Promise<void> {
  try {
    const list = await deck.call('demo.list', { task });
    const { selected } = demos();
    const stays = list.some(({ id }) => id === selected);
    change({
      list: { task, demos: list },
      problem: null,
      ...(stays ? {} : { selected: null, trim: null }),
    });
  } catch (thrown) {
    change({ problem: toBenchError(thrown).message });
  }
}

const reload = async (deck: Deck): Promise<void> => {
  const task = openTask();
  if (task !== null) await loadDemos(deck, task);
};

export async function takeArm(deck: Deck): Promise<void> {
  const task = openTask();
  if (task === null) return;
  const { input, lockstep } = demos();
  const simulated = useWindow.getState().bench?.kind === 'simulated';
  change({ selected: null, trim: null, taking: true });
  const done = await deck.ask(
    'Take the arm',
    'teleop.begin',
    { task, input, lockstep: lockstep && simulated },
    { timeoutMs: beginMs },
  );
  change({ mine: done !== null, taking: false, clutchIn: false });
}

export async function letGo(deck: Deck): Promise<void> {
  change({ mine: false, clutchIn: false });
  await deck.ask('Let go of the arm', 'teleop.end', {}, { timeoutMs: beginMs });
  await reload(deck);
}

export async function chooseInput(deck: Deck, input: DemosState['input']): Promise<void> {
  const before = demos().input;
  change({ input, clutchIn: false });
  if (useWindow.getState().teleop === null || !demos().mine) return;
  const done = await deck.ask(`Use the ${input}`, 'teleop.use', { input: input as TeleopInput });
  if (done === null) change({ input: before });
}

export async function recordDemo(deck: Deck): Promise<void> {
  const { countdownS, nearMiss } = demos();
  await deck.ask('Record demo', 'demo.record', { countdownS, nearMiss });
}

export async function keepDemo(deck: Deck): Promise<void> {
  await deck.ask('Keep demo', 'demo.stop', {}, { timeoutMs: beginMs });
  await reload(deck);
}

export async function discardDemo(deck: Deck, again: boolean): Promise<void> {
  await deck.ask(again ? 'Record again' : 'Discard demo', 'demo.discard', { again });
}

export async function markDemo(deck: Deck, value: LabelValue): Promise<void> {
  await deck.ask(`Mark ${value}`, 'demo.mark', { value });
}

export async function resetScene(deck: Deck): Promise<void> {
  await deck.ask('Reset by the robot', 'demo.reset', {}, { timeoutMs: longMs });
}

export const selectDemo = (id: string | null): void => change({ selected: id, trim: null });

export async function trimDemo(deck: Deck): Promise<void> {
  const { selected, trim } = demos();
  if (selected === null || trim === null) return;
  const { fromMs, toMs } = trim;
  const done = await deck.ask('Trim demo', 'demo.trim', { id: selected, fromMs, toMs });
  if (done !== null) change({ trim: null });
  await reload(deck);
}

/** Of the demo as it is trimmed now, whether that is kept or not. */
export async function cutClip(deck: Deck): Promise<void> {
  const { selected, trim, list } = demos();
  const demo = list?.demos.find(({ id }) => id === selected);
  if (demo === undefined) return;
  const { recordingId, nearMiss } = demo;
  const { fromMs, toMs } = trim ?? demo;
  await deck.ask('Cut a clip', 'clip.cut', { recordingId, fromMs, toMs, nearMiss });
}

export async function splitDemo(deck: Deck, atMs: number): Promise<void> {
  const { selected } = demos();
  if (selected === null) return;
  await deck.ask('Split demo', 'demo.split', { id: selected, atMs });
  change({ trim: null });
  await reload(deck);
}

export async function removeDemo(deck: Deck): Promise<void> {
  const { selected } = demos();
  if (selected === null) return;
  await deck.ask('Remove demo', 'demo.remove', { id: selected });
  await reload(deck);
}

export async function undoDemo(deck: Deck): Promise<void> {
  const task = openTask();
  if (task === null) return;
  await deck.ask('Undo', 'demo.undo', { task });
  change({ trim: null });
  await reload(deck);
}

/** Says in the dialog what came of it: what was refused is as important as what was taken. */
export async function importDemos(
  deck: Deck,
  path: string,
  format: 'lerobot' | 'enpire' | 'mp4' | undefined,
): Promise<void> {
  const task = openTask();
  if (task === null) return;
  change({ exchange: { kind: 'working', words: `Importing ${path}` } });
  try {
    const args = { task, path, ...(format === undefined ? {} : { format }) };
    const report = await deck.call('demo.import', args, { timeoutMs: longMs });
    change({ exchange: { kind: 'imported', report } });
  } catch (thrown) {
    const { message, hint } = toBenchError(thrown);
    change({ exchange: { kind: 'failed', message: [message, hint].filter(Boolean).join('. ') } });
  }
  await reload(deck);
}

export async function exportDemos(
  deck: Deck,
  dir: string,
  format: 'lerobot' | 'mp4',
): Promise<void> {
  const task = openTask();
  if (task === null) return;
  change({ exchange: { kind: 'working', words: `Exporting to ${dir}` } });
  try {
    const report = await deck.call('demo.export', { task, dir, format }, { timeoutMs: longMs });
    change({ exchange: { kind: 'exported', report } });
  } catch (thrown) {
    const { message, hint } = toBenchError(thrown);
    change({ exchange: { kind: 'failed', message: [message, hint].filter(Boolean).join('. ') } });
  }
}
