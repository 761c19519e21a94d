/** A night into a folder that verifies on another machine: where to, which pictures, how far it is, what came of it. */
import { Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { type ExportedFrames, exportedFrames } from '../../../main/base/model/nightExport.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { HashButton } from '../../parts/hashButton.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { exportedWords, exportNightBlocked, exportProgressWords } from '../../store/nightFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

/** Copying a night's records to a slow disk. */
const exportMs = 12 * 3_600_000;

const framesWords: Readonly<Record<ExportedFrames, string>> = {
  judged: 'What verdicts were made from',
  all: 'All, with the films for people',
  none: 'None',
};

function Done(): ReactElement | null {
  const done = useWindow(({ nightExport }) => nightExport);
  const night = useWindow((state) => state.night);
  if (done === null || done.report === null || done.nightId !== night?.nightId) return null;
  return (
    <div role="status">
      <p>{exportedWords(done.report)}</p>
      <p className="note">
        Note this head where whoever checks the folder trusts it:{' '}
        <HashButton of="the head of the ledger" hash={done.report.head.hash} />
      </p>
    </div>
  );
}

export function NightExportForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const { ask, problem } = useAsk();
  const night = useWindow((state) => state.night);
  const blocked = useWindow(exportNightBlocked);
  const progress = useWindow(exportProgressWords);
  const [folder, setFolder] = useState('');
  const [frames, setFrames] = useState<ExportedFrames>('judged');
  const missing = folder.trim() === '' ? 'Name a folder on the computer of the bench.' : null;
  const why = blocked ?? missing;
  const write = (): void => {
    if (why !== null || night === null) return;
    const args = { nightId: night.nightId, dir: folder.trim(), frames };
    void ask('night.export', args, { timeoutMs: exportMs });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        write();
      }}
    >
      <TextInput
        label="Folder that is not there yet"
        data-autofocus
        placeholder="A folder’s path on the computer of the bench"
        spellCheck={false}
        maxLength={4096}
        value={folder}
        onChange={(event) => setFolder(event.currentTarget.value)}
      />
      <Select
        label="Pictures"
        data={exportedFrames.map((value) => ({ value, label: framesWords[value] }))}
        value={frames}
        allowDeselect={false}
        onChange={(value) => setFrames((value ?? 'judged') as ExportedFrames)}
      />
      <p className="note">
        The contract, the chain of the ledger, the records, the policy and its git. What is not of
        this night goes along as a link that says nothing of its content, and what is locked stays
        here.
      </p>
      <ProblemLine words={problem} />
      {progress === null ? (
        <Done />
      ) : (
        <p className="note number" role="status">
          {progress}
        </p>
      )}
      <div className="dialog-actions">
        {progress === null && why !== null && <span className="why">{why}</span>}
        {progress !== null && (
          <ActionButton onPress={() => void deck.ask('Stop the export', 'night.stopExport', {})}>
            Stop the export
          </ActionButton>
        )}
        <ActionButton onPress={onDone}>Close</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={write}>
          Export
        </ActionButton>
      </div>
    </form>
  );
}
