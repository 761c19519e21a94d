/**
 * Which bench the house works on: the simulated one, or a real one put together from the ports and cameras that are
 * plugged in. Whole or not at all: what is missing is said, and until then nothing can be saved.
 */
import { type ReactElement, useCallback, useEffect, useState } from 'react';
import type { BenchChoice, BenchChoices, FoundDevices } from '../../../main/base/model/phaseOne.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { type Asking, useAsk } from '../../parts/useAsk.ts';
import { measureBlocked } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { BenchFields } from './benchFields.tsx';
import { benchMissing, idOfName, newBench } from './benchForm.ts';

const nothingFound: FoundDevices = { ports: [], cameras: [], problems: [] };
/** Another bench is opened: its servo process starts, its cameras answer. */
const chooseMs = 60_000;

interface Book {
  readonly choices: BenchChoices | null;
  readonly found: FoundDevices;
  look(): Promise<BenchChoices | null>;
}

function useBenchBook({ ask }: Asking): Book {
  const [choices, setChoices] = useState<BenchChoices | null>(null);
  const [found, setFound] = useState(nothingFound);
  const look = useCallback(async () => {
    const stored = (await ask('bench.choices', {}))?.answer ?? null;
    if (stored !== null) setChoices(stored);
    const devices = await ask('bench.devices', {});
    if (devices !== null) setFound(devices.answer);
    return stored;
  }, [ask]);
  useEffect(() => void look(), [look]);
  return { choices, found, look };
}

function BenchList(props: {
  readonly choices: BenchChoices;
  readonly chosen: BenchChoice | null;
  choose(bench: BenchChoice): void;
}): ReactElement {
  const { choices, chosen } = props;
  const isNew = chosen !== null && choices.benches.every(({ id }) => id !== chosen.id);
  return (
    <div className="bench-list" role="radiogroup" aria-label="Benches">
      {[...choices.benches, ...(isNew ? [chosen] : [])].map((bench) => (
        <label key={bench.id} className="bench-choice">
          <input
            type="radio"
            name="bench"
            checked={bench.id === chosen?.id}
            onChange={() => props.choose(bench)}
          />
          <span>
            <b>{bench.name === '' ? 'New bench' : bench.name}</b>
            <span className="note">
              {bench.id === choices.current ? 'in use, ' : ''}
              {bench.kind}
            </span>
          </span>
          {bench.id === choices.current && <Mark state="passed" />}
        </label>
      ))}
      <ActionButton
        quiet
        blocked={isNew ? 'A new bench is being put together.' : null}
        onPress={() => props.choose(newBench(choices.benches.map(({ id }) => id)))}
      >
        New real bench
      </ActionButton>
    </div>
  );
}

function Simulated(): ReactElement {
  return (
    <div className="bench-fields">
      <p>
        A table, an arm with six servos on a bus, a leader arm and cameras, computed on this
        computer. It speaks the same protocol as a real arm and needs nothing plugged in.
      </p>
    </div>
  );
}

/** Saved under an id of its name when it is new. */
function named(bench: BenchChoice, choices: BenchChoices): BenchChoice {
  const known = choices.benches.some(({ id }) => id === bench.id);
  const name = bench.name.trim();
  if (known) return { ...bench, name };
  return {
    ...bench,
    name,
    id: idOfName(
      name,
      choices.benches.map(({ id }) => id),
    ),
  };
}

function Actions(props: {
  readonly asking: Asking;
  readonly book: Book;
  readonly choices: BenchChoices;
  readonly chosen: BenchChoice;
  readonly setChosen: (bench: BenchChoice | null) => void;
  onDone(): void;
}): ReactElement {
  const { asking, book, choices, chosen } = props;
  const { ask, busy } = asking;
  const blocked = useWindow(measureBlocked);
  const stored = choices.benches.find(({ id }) => id === chosen.id);
  const changed = JSON.stringify(stored) !== JSON.stringify(chosen);
  const missing = benchMissing(chosen, choices.benches);
  const inUse = chosen.id === choices.current;
  const why =
    missing ??
    blocked ??
    (busy === null ? (inUse && !changed ? 'This bench is in use.' : null) : 'Working…');
  const use = async (): Promise<void> => {
    const bench = named(chosen, choices);
    if (changed) {
      const args = { bench: { ...bench, cameras: [...bench.cameras] } };
      if ((await ask('bench.save', args)) === null) return;
    }
    if ((await ask('bench.choose', { bench: bench.id }, { timeoutMs: chooseMs })) === null) return;
    props.onDone();
  };
  const remove = async (): Promise<void> => {
    if ((await ask('bench.remove', { bench: chosen.id })) === null) return;
    props.setChosen(null);
    await book.look();
  };
  return (
    <div className="dialog-actions">
      {why !== null && <span className="why">{why}</span>}
      {stored !== undefined && !inUse && chosen.kind === 'real' && (
        <ActionButton onPress={() => void remove()}>Remove</ActionButton>
      )}
      {chosen.kind === 'real' && (
        <ActionButton onPress={() => void book.look()}>Look for devices again</ActionButton>
      )}
      <ActionButton onPress={props.onDone}>Cancel</ActionButton>
      <ActionButton kind="primary" quiet blocked={why} onPress={() => void use()}>
        {changed ? 'Save and use this bench' : 'Use this bench'}
      </ActionButton>
    </div>
  );
}

export function ChooseBenchDialog({ onDone }: { onDone(): void }): ReactElement {
  const asking = useAsk();
  const book = useBenchBook(asking);
  const [asked, setChosen] = useState<BenchChoice | null>(null);
  const { choices } = book;
  const chosen =
    asked ?? choices?.benches.find(({ id }) => id === choices.current) ?? choices?.benches[0];
  if (choices === null || chosen === undefined) {
    return (
      <>
        <p className="note">Looking for benches, ports and cameras.</p>
        <ProblemLine words={asking.problem} />
      </>
    );
  }
  return (
    <>
      <div className="dialog-split bench-split">
        <BenchList choices={choices} chosen={chosen} choose={setChosen} />
        {chosen.kind === 'simulated' ? (
          <Simulated />
        ) : (
          <BenchFields bench={chosen} found={book.found} change={setChosen} />
        )}
      </div>
      <ProblemLine words={asking.problem} />
      <Actions
        asking={asking}
        book={book}
        choices={choices}
        chosen={chosen}
        setChosen={setChosen}
        onDone={onDone}
      />
    </>
  );
}
