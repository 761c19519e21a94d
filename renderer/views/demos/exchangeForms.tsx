/** Demos in and out: where they lie and in which format, then what came of it; what was refused, with its reason. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import type { ExchangeView } from '../../../main/base/model/exchange.ts';
import { useDeck } from '../../actions/deck.ts';
import { exportDemos, importDemos } from '../../actions/demoMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';

interface Format<F extends string> {
  readonly value: F;
  readonly label: string;
}

function FolderForm<F extends string>(props: {
  readonly field: string;
  readonly note: string;
  readonly act: string;
  readonly formats: readonly Format<F>[];
  onAct(path: string, format: F): void;
  onDone(): void;
}): ReactElement {
  const { formats } = props;
  const [path, setPath] = useState('');
  const [format, setFormat] = useState<F | undefined>(formats[0]?.value);
  const working = useWindow(({ demos }) => demos.exchange.kind === 'working');
  const given = path.trim();
  const blocked = working ? 'It is being done.' : given === '' ? 'Name a folder or file.' : null;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (blocked === null && format !== undefined) props.onAct(given, format);
  };
  return (
    <form onSubmit={act}>
      <TextInput
        label={props.field}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <div className="field">
        <span className="field-name" id="exchange-format">
          Format
        </span>
        <SegmentedControl
          aria-labelledby="exchange-format"
          value={format ?? ''}
          data={formats.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => setFormat(formats.find((each) => each.value === value)?.value)}
        />
        <span className="note">{props.note}</span>
      </div>
      <Report />
      <div className="dialog-actions">
        {blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={props.onDone}>Close</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={blocked} onPress={act}>
          {props.act}
        </ActionButton>
      </div>
    </form>
  );
}

function LeftOut(props: {
  readonly title: string;
  readonly lines: readonly { readonly what: string; readonly why: string }[];
}): ReactElement | null {
  if (props.lines.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="exchange-refused">
        {props.lines.map(({ what, why }) => (
          <li key={what}>
            <code>{what}</code> {why}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How far it is, in words; empty before the core has told. */
export function progressWords(exchange: ExchangeView | null): string {
  if (exchange?.state !== 'running') return '';
  const { done, total, secondsLeft, doing } = exchange;
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return `${done}${total === null ? '' : ` of ${total}`} done${left}. ${doing}`;
}

function Working({ words }: { readonly words: string }): ReactElement {
  const deck = useDeck();
  const exchange = useWindow((state) => state.exchange);
  return (
    <div className="exchange-report" role="status">
      <p>{words}…</p>
      <p className="note number">{progressWords(exchange)}</p>
      <span>
        <ActionButton onPress={() => void deck.ask('End the import', 'demo.cancelExchange', {})}>
          End it
        </ActionButton>
      </span>
    </div>
  );
}

function Report(): ReactElement | null {
  const exchange = useWindow((state) => state.demos.exchange);
  switch (exchange.kind) {
    case 'idle':
      return null;
    case 'working':
      return <Working words={exchange.words} />;
    case 'failed':
      return (
        <p className="exchange-report" role="alert">
          <Mark state="failed" /> {exchange.message}
        </p>
      );
    case 'imported': {
      const { demos, refused, notes } = exchange.report;
      return (
        <div className="exchange-report" role="status">
          <p>
            <b>{demos.length}</b> {demos.length === 1 ? 'demo' : 'demos'} imported
            {refused.length > 0 && (
              <>
                , <b>{refused.length}</b> refused; nothing of those was taken
              </>
            )}
            .
          </p>
          <LeftOut title="Refused" lines={refused} />
          {notes.map((note) => (
            <p key={note} className="note">
              {note}
            </p>
          ))}
        </div>
      );
    }
    default: {
      const { dir, demos, files, bytes, leftOut } = exchange.report;
      return (
        <div className="exchange-report" role="status">
          <p>
            <b>{demos}</b> {demos === 1 ? 'demo' : 'demos'} in {files} files,{' '}
            {(bytes / 1e6).toFixed(1)} MB: <code>{dir}</code>
          </p>
          <LeftOut title="Left out" lines={leftOut} />
        </div>
      );
    }
  }
}

const importFormats = [
  { value: 'any', label: 'Find out' },
  { value: 'lerobot', label: 'LeRobot v3' },
  { value: 'enpire', label: 'ENPIRE' },
  { value: 'mp4', label: 'MP4 films' },
] as const;

export function ImportForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  return (
    <FolderForm
      field="Folder on the computer of the bench"
      note="A dataset of LeRobot v3, a folder of ENPIRE episodes, or one folder of films, a file a camera."
      act="Import"
      formats={importFormats}
      onDone={onDone}
      onAct={(path, format) => void importDemos(deck, path, format === 'any' ? undefined : format)}
    />
  );
}

const exportFormats = [
  { value: 'lerobot', label: 'LeRobot v3' },
  { value: 'mp4', label: 'MP4 films' },
] as const;

export function ExportForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  return (
    <FolderForm
      field="New folder on the computer of the bench"
      note="Locked recordings are never exported."
      act="Export"
      formats={exportFormats}
      onDone={onDone}
      onAct={(dir, format) => void exportDemos(deck, dir, format)}
    />
  );
}
