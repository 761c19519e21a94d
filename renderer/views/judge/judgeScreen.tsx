/**
 * The fifth step: who writes the judge, what it was measured with, its mistakes, and trying to fool it. Left the gate,
 * in the middle pictures and versions, right the live picture. One primary button: the next thing to do.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { beginDesk, changeDesk, loadJudgeClips, tryJudge } from '../../actions/judgeLooks.ts';
import { askAccept, tellAuthored } from '../../actions/judgeMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import type { JudgeWait } from '../../store/judgeDesk.ts';
import {
  acceptBlocked,
  authorRuns,
  gateOf,
  measureBlocked,
  middleOf,
  mistakesOf,
  shownGate,
  shownRef,
  shownVersion,
  versionWord,
  writeBlocked,
} from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AuthorPanel } from './authorPanel.tsx';
import { DriftPanel } from './driftPanel.tsx';
import { GatePanel } from './gatePanel.tsx';
import { unmetWords } from './judgeWords.ts';
import { LivePanel } from './livePanel.tsx';
import { MistakeCounts, MistakesPanel } from './mistakesPanel.tsx';
import { OpenMistake } from './openMistake.tsx';
import { VersionsPanel } from './versionsPanel.tsx';

/** Clips for the pictures, and what the judge that is shown makes of them, asked once per version. */
function useJudgeDesk(): void {
  const deck = useDeck();
  const task = useWindow((state) => state.judge?.task ?? null);
  const online = useWindow((state) => state.link.kind === 'online');
  const revision = useWindow((state) => (state.clips?.task === task ? state.clips.revision : 0));
  const known = useWindow(({ judgeDesk }) =>
    judgeDesk.task === task ? (judgeDesk.book?.revision ?? -1) : -1,
  );
  const ref = useWindow(shownRef);
  const wanted = useWindow((state) => {
    const { tried } = state.judgeDesk;
    const idle = !authorRuns(state.author) && state.run === null && tried.kind !== 'asking';
    return idle && shownVersion(state) !== null && (tried.kind === 'none' || tried.of !== ref);
  });
  useEffect(() => {
    if (task !== null) beginDesk(task);
    if (task !== null && online && known < revision) void loadJudgeClips(deck, task);
  }, [deck, task, online, known, revision]);
  useEffect(() => {
    if (task !== null && online && wanted) void tryJudge(deck);
  }, [deck, task, online, wanted]);
}

/** Its end is told once, to whoever looks on. */
function useAuthored(): void {
  const author = useWindow((state) => state.author);
  const before = useRef(author);
  useEffect(() => {
    const ran = before.current?.state === 'running' && before.current.id === author?.id;
    before.current = author;
    if (ran && author?.state === 'done' && author.report !== null) tellAuthored(author.report);
  }, [author]);
}

const gateSentences = {
  met: 'The gate is met on the locked clips.',
  'not-met': 'The gate is not met.',
  'not-measured': 'It is not measured on the locked clips yet.',
} as const;

/** What takes its time and has no other place where it is told. */
const waitSentences: Readonly<Record<JudgeWait, string>> = {
  measure: 'Measuring on the locked clips…',
  accept: 'All clips are judged by it, then it is put in force…',
  add: 'It is being added: read, and asked one question…',
  watch: 'The cameras are compared with what the judge learnt from…',
  live: '',
  keep: '',
  clear: '',
};

function useSentence(): string {
  const said = useWindow(({ judgeDesk }) => judgeDesk.said);
  const version = useWindow(shownVersion);
  const gated = useWindow(shownGate);
  const inForce = useWindow((state) => state.judge?.inForce ?? null);
  const wait = useWindow(({ judgeDesk }) => judgeDesk.wait);
  const waits = wait === null ? '' : waitSentences[wait];
  if (waits !== '') return waits;
  if (said !== '') return said;
  if (version === null && gateOf(gated) === 'met')
    return 'The one that came with the task decides success from the cameras. Its gate is met: it may be sealed.';
  if (version === null)
    return inForce === 'shipped'
      ? 'Decides success from the cameras. Trials are judged by the one that came with the task.'
      : 'Decides success from the cameras. None is written yet.';
  const force = inForce === version.id ? ' It is in force.' : '';
  const unmet = gateOf(version) === 'not-met' ? ` ${unmetWords(version).join(' ')}` : '';
  const gate = `${gateSentences[gateOf(version)]}${unmet}${force}`;
  return unmet === ''
    ? `${versionWord(version.id)} decides success from the cameras. ${gate}`
    : gate;
}

/** The next thing to do is the primary one; there are never two of them. */
function HeadActions(): ReactElement {
  const deck = useDeck();
  const version = useWindow(shownVersion);
  const inForce = useWindow((state) => state.judge?.inForce ?? null);
  const accept = useWindow((state) => acceptBlocked(state));
  const measure = useWindow((state) => measureBlocked(state));
  const write = useWindow((state) => writeBlocked(state));
  const goesOn = useWindow(({ author }) => author?.canResume === true);
  const gated = useWindow(shownGate);
  const gate = gateOf(version);
  const word = version === null ? '' : versionWord(version.id);
  const open = (dialog: 'judgeWrite' | 'judgeMeasure') => () => useWindow.setState({ dialog });
  if (version === null)
    return (
      <span className="view-actions">
        {gateOf(gated) === 'met' && (
          <ActionButton onPress={() => useWindow.setState({ screen: 'reset' })}>
            On to the reset
          </ActionButton>
        )}
      </span>
    );
  const accepted = inForce === version.id;
  const first = accepted || goesOn ? null : gate === 'not-measured' ? 'measure' : gate;
  return (
    <span className="view-actions">
      <ActionButton
        kind={first === 'not-met' ? 'primary' : 'plain'}
        quiet
        keyCap="W"
        blocked={write}
        onPress={open('judgeWrite')}
      >
        New version…
      </ActionButton>
      <ActionButton
        kind={first === 'measure' ? 'primary' : 'plain'}
        quiet={first !== 'measure'}
        blocked={measure}
        onPress={open('judgeMeasure')}
      >
        {gate === 'not-measured' ? 'Measure…' : 'Measure again…'}
      </ActionButton>
      {!accepted && (
        <ActionButton
          kind={first === 'met' ? 'primary' : 'plain'}
          quiet
          blocked={accept}
          onPress={() => askAccept(deck, gate === 'met')}
        >
          {gate === 'met' ? `Accept judge ${word}` : 'Accept anyway…'}
        </ActionButton>
      )}
    </span>
  );
}

function Middle(): ReactElement {
  const shown = useWindow(({ judgeDesk, judge, author }) => middleOf(judgeDesk, judge, author));
  const opened = useWindow(({ judgeDesk }) => judgeDesk.opened !== null);
  const nothing = useWindow((state) => shownVersion(state) === null);
  const runs = useWindow(({ author }) => authorRuns(author));
  const anyWrong = useWindow((state) => (mistakesOf(state)?.length ?? 0) > 0);
  const author = nothing && !runs ? 'Who writes it' : runs ? 'The author' : 'How it was made';
  const tabs = [
    { id: 'mistakes', words: 'Mistakes' },
    { id: 'author', words: author },
  ] as const;
  return (
    <section className="panel judge-middle" aria-label={shown === 'mistakes' ? 'Mistakes' : author}>
      <header className="panel-head">
        <h2 className="unseen">{shown === 'mistakes' ? 'Mistakes' : author}</h2>
        <span className="judge-tabs">
          {tabs.map(({ id, words }) => (
            <button
              key={id}
              type="button"
              aria-pressed={shown === id}
              onClick={() => changeDesk({ middle: id })}
            >
              {words}
            </button>
          ))}
        </span>
        {shown === 'mistakes' && (
          <>
            {anyWrong && <span className="note">false positives first, then by how wrong</span>}
            <span className="facts">
              <MistakeCounts />
            </span>
          </>
        )}
      </header>
      <div className="judge-room">
        {shown === 'author' ? <AuthorPanel /> : opened ? <OpenMistake /> : <MistakesPanel />}
      </div>
    </section>
  );
}

function NoTask(): ReactElement {
  return (
    <div className="judge-screen" data-bare="true">
      <header className="view-head">
        <h1>Judge</h1>
      </header>
      <section className="panel label-empty">
        <p>No task is open. A judge decides success for one task: open or make one.</p>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'task' })}>
          Choose a task
        </ActionButton>
      </section>
    </div>
  );
}

function Room(): ReactElement {
  useJudgeDesk();
  useAuthored();
  const sentence = useSentence();
  const large = useWindow(
    ({ judgeDesk, judge, author }) =>
      judgeDesk.opened !== null && middleOf(judgeDesk, judge, author) === 'mistakes',
  );
  return (
    <div className="judge-screen" data-large={large}>
      <header className="view-head">
        <h1>Judge</h1>
        <span className="note" role="status" title={sentence}>
          {sentence}
        </span>
        <HeadActions />
      </header>
      <div className="judge-left">
        <GatePanel />
        <DriftPanel />
      </div>
      <div className="judge-centre">
        <Middle />
        {!large && <VersionsPanel />}
      </div>
      <LivePanel />
    </div>
  );
}

export function JudgeScreen(): ReactElement {
  const noTask = useWindow(({ phaseOne }) => phaseOne !== null && phaseOne.task === null);
  const known = useWindow((state) => state.judge !== null);
  if (noTask) return <NoTask />;
  if (!known) return <div className="judge-screen" />;
  return <Room />;
}
