/** How a person is called: the desktop, the sound of this window, and the lab's own pager with a real try. */
import { Switch, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import {
  type CallView,
  callBounds,
  callLimitMs,
  callMinutes,
} from '../../../main/base/model/call.ts';
import { askForNotices, noticeState } from '../../actions/callMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { playCue } from '../../parts/audioCues.ts';
import { PersonField } from '../../parts/personField.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { sentence, useAsk } from '../../parts/useAsk.ts';
import { muteCalls } from '../../store/callSound.ts';
import { useWindow } from '../../store/windowStore.ts';

const noticeWords = {
  none: 'This window cannot show notifications. Where the app has a desktop, the app itself does.',
  default: 'This browser shows no notifications yet.',
  granted: 'This browser shows a notification for each call.',
  denied: 'This browser was told to show no notifications. The app shows its own.',
} as const;

function Desktop(): ReactElement {
  const [state, setState] = useState(noticeState);
  const muted = useWindow((window) => window.callMuted);
  return (
    <section className="stop-input" aria-label="Desktop and sound">
      <h3>Desktop and sound</h3>
      <p>{noticeWords[state]}</p>
      {state === 'default' && (
        <span className="stop-input-actions">
          <ActionButton onPress={() => void askForNotices().then(setState)}>
            Allow notifications…
          </ActionButton>
        </span>
      )}
      <span className="stop-input-actions">
        <Switch
          label="Sound until somebody comes"
          checked={!muted}
          onChange={(event) => muteCalls(!event.currentTarget.checked)}
        />
        <ActionButton quiet onPress={() => playCue('call')}>
          Hear it
        </ActionButton>
      </span>
    </section>
  );
}

function lastWords({ last, calling }: CallView): string {
  if (calling) return 'The pager runs now.';
  if (last === null) return '';
  const words = sentence(last.words, undefined);
  return `Last run at ${localTime(last.wallTime).time}, ${last.seconds.toFixed(1)} s: ${words}`;
}

/** One word a line: no shell, so nothing is quoted. */
const wordsOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

function Pager(): ReactElement {
  const call = useWindow((state) => state.call);
  const known = useWindow((state) => state.labels.by);
  const [by, setBy] = useState(known);
  const [text, setText] = useState(call.command?.command.join('\n') ?? '');
  const { busy, problem, ask } = useAsk();
  const command = wordsOf(text);
  const isSet = call.command !== null;
  const same = command.join('\n') === (call.command?.command.join('\n') ?? '');
  const who = by.trim() === '' ? 'Type a name.' : null;
  const waits = busy === null ? null : 'The core is asked.';
  const save = command.length === 0 ? 'Type the path of a program.' : same ? 'It is set.' : null;
  const most = command.length > callBounds.words ? `At most ${callBounds.words} words.` : null;
  const patience = { timeoutMs: callLimitMs + 10_000 };
  return (
    <section className="stop-input" aria-label="Pager">
      <h3>The pager of the lab</h3>
      <p className="note">
        A program of the core’s machine, by its whole path; then its arguments, one a line. No shell
        reads them. It runs as the user of the core, gets the alert as JSON, and may take{' '}
        {callLimitMs / 1000} seconds.
      </p>
      <Textarea
        label="Program and arguments"
        classNames={{ input: 'number' }}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        placeholder="/usr/local/bin/page"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <PersonField text={by} change={setBy} />
      <span className="stop-input-actions">
        <ActionButton
          quiet
          blocked={waits ?? who ?? most ?? save}
          onPress={() => void ask('call.set', { command, by: by.trim() })}
        >
          Set
        </ActionButton>
        <ActionButton
          quiet
          blocked={waits ?? (isSet ? who : 'No pager is set.')}
          onPress={() => void ask('call.test', { by: by.trim() }, patience)}
        >
          Call now, as a test
        </ActionButton>
        <ActionButton
          quiet
          blocked={waits ?? (isSet ? who : 'No pager is set.')}
          onPress={() => {
            void ask('call.clear', { by: by.trim() }).then((said) => {
              if (said !== null) setText('');
            });
          }}
        >
          Forget it
        </ActionButton>
      </span>
      {call.problem !== null && <p className="why">{sentence(call.problem, undefined)}</p>}
      <ProblemLine words={problem} />
      <p className="why" role="status">
        {who ?? lastWords(call)}
      </p>
    </section>
  );
}

export function CallForm({ onDone }: { onDone(): void }): ReactElement {
  return (
    <>
      <p>
        When a night needs somebody, they are called at once and after{' '}
        {callMinutes.slice(1).join(' and ')} minutes, until somebody says that they come, or the
        night goes on or ends.
      </p>
      <Desktop />
      <Pager />
      <div className="dialog-actions">
        <ActionButton kind="primary" onPress={onDone}>
          Done
        </ActionButton>
      </div>
    </>
  );
}
