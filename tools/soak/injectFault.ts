/**
 * One planned fault of a batch: waits for its moment, has it done, and sees how soon the arm stands where it must.
 */
import { trialPhases } from '../../main/base/model/trial.ts';
import { applyDeed } from './applyDeed.ts';
import { labelOf, type PlannedFault } from './drawBatch.ts';
import { mustHold } from './heldBook.ts';
import type { SoakCore } from './soakCore.ts';
import { batchLimitMs, type Soak, violate, wait } from './soakState.ts';

/** A client sees the view every 100 ms, on a machine that may be busy; the strict figure is the black box's. */
const seenBoundMs = 3000;

/** The moment has come: the trial is in the phase or beyond. */
function isDue(core: SoakCore, { trial, phase }: PlannedFault): boolean {
  const now = core.run?.trial;
  if (!now) return false;
  const reached = trialPhases.indexOf(now.phase) >= trialPhases.indexOf(phase);
  return now.index > trial || (now.index === trial && reached);
}

/** Watches, if the arm moves now, how soon a client sees it stand. */
function watchHold(soak: Soak, core: SoakCore, planned: PlannedFault): Disposable {
  const fromMs = soak.clock.nowMs();
  const label = labelOf(planned.deed);
  const phase = core.run?.trial?.phase ?? null;
  const moves = core.bench?.mode === 'moving' && core.bench.clock === 'real';
  let open = moves && mustHold(planned.deed, phase);
  const watching = core.onBench((view) => {
    // Offline is not seen to stand: nobody knows.
    if (!open || view.mode === 'moving' || view.mode === 'offline') return;
    open = false;
    soak.heldSeenMs.push(soak.clock.nowMs() - fromMs);
  });
  const late = soak.clock.after(seenBoundMs, () => {
    if (open && !core.gone) violate(soak, `${label}: the arm still moved ${seenBoundMs} ms later`);
    open = false;
  });
  return {
    [Symbol.dispose]() {
      watching[Symbol.dispose]();
      late[Symbol.dispose]();
    },
  };
}

/** Resolves when it is undone, or when its batch is over before its moment comes. */
export async function injectFault(
  soak: Soak,
  core: SoakCore,
  batchId: string,
  planned: PlannedFault,
): Promise<void> {
  const { clock, rng, place, disk } = soak;
  const over = (): boolean => soak.book.ended(batchId) !== null;
  await wait(soak, core, batchLimitMs, () => over() || isDue(core, planned));
  await clock.sleep(planned.delayMs);
  if (over() || core.gone) {
    soak.missed++;
    return;
  }
  const label = labelOf(planned.deed);
  let watching: Disposable | null = null;
  const onDone = (): void => {
    soak.deeds.set(label, (soak.deeds.get(label) ?? 0) + 1);
    watching = watchHold(soak, core, planned);
  };
  const ports = { core, clock, rng: rng.fork(`deed/${soak.number}`), disk, onDone };
  await applyDeed({ ...ports, dataDir: place.dataDir }, planned.deed, planned.forMs).catch(
    (thrown: unknown) => violate(soak, `${label}: ${String(thrown)}`),
  );
  await wait(soak, core, seenBoundMs, over);
  (watching as Disposable | null)?.[Symbol.dispose]();
}
