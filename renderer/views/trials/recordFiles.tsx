/** A trial's files with their sizes, and whether they still are what was promised: asked for by a person, it reads all. */
import { type ReactElement, useEffect, useState } from 'react';
import type { TrialDetail } from '../../../main/base/api/contract.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { RecordCheck, RecordFile } from '../../../main/base/model/view.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';

type Checked =
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'done'; readonly check: RecordCheck }
  | { readonly kind: 'failed'; readonly message: string };

const stateWords: Readonly<Record<RecordFile['state'], readonly [MarkState, string]>> = {
  verified: ['passed', 'verified'],
  changed: ['needs-you', 'changed'],
  missing: ['needs-you', 'missing'],
  unpromised: ['not-yet', 'no hash was promised'],
};

/** What a check found, in one sentence. */
export function checkWords({ result, problem }: RecordCheck): string {
  if (result === 'nothing-promised')
    return 'Nothing was promised: it was aborted before its files had hashes, so nothing was compared.';
  return problem ?? 'Every file is what was recorded.';
}

/** 1,234,567 bytes as people read them. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

interface Shown {
  readonly name: string;
  readonly bytes: number;
  readonly state: RecordFile['state'] | null;
}

function shownFiles(detail: TrialDetail, checked: Checked): readonly Shown[] {
  if (checked.kind === 'done') return checked.check.files;
  const promised = Object.entries(detail.verdict?.files ?? {});
  return promised.map(([name, { bytes }]) => ({ name, bytes, state: null }));
}

function FileLine({ file }: { readonly file: Shown }): ReactElement {
  const [mark, words] = file.state === null ? [null, ''] : stateWords[file.state];
  return (
    <li data-state={file.state}>
      <span className="number">{file.name}</span>
      <span className="number">{sizeWords(file.bytes)}</span>
      <span className="file-state">
        {mark !== null && <Mark state={mark} />} {words}
      </span>
    </li>
  );
}

export function RecordFiles({ detail }: { readonly detail: TrialDetail }): ReactElement {
  const deck = useDeck();
  const { id } = detail.row;
  const [checked, setChecked] = useState<Checked>({ kind: 'not-yet' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another trial was not checked yet
  useEffect(() => setChecked({ kind: 'not-yet' }), [id]);
  const check = (): void => {
    setChecked({ kind: 'checking' });
    deck.verifyTrial(id).then(
      (answer) => setChecked({ kind: 'done', check: answer }),
      (thrown: unknown) => setChecked({ kind: 'failed', message: toBenchError(thrown).message }),
    );
  };
  const files = shownFiles(detail, checked);
  return (
    <div className="record-files">
      {files.length === 0 && (
        <p className="note">It ended before its files were promised; Verify shows what is there.</p>
      )}
      <ul>
        {files.map((file) => (
          <FileLine key={file.name} file={file} />
        ))}
      </ul>
      <div className="record-check">
        <ActionButton
          blocked={checked.kind === 'checking' ? 'reading all of it' : null}
          onPress={check}
        >
          Verify
        </ActionButton>
        <span className="note">
          {checked.kind === 'not-yet' &&
            detail.verdict !== null &&
            'Sizes as promised; Verify hashes every file again.'}
          {checked.kind === 'failed' && `It could not be checked: ${checked.message}.`}
          {checked.kind === 'done' && checkWords(checked.check)}
        </span>
      </div>
    </div>
  );
}
