/** The head of the night's view: how it stands in a word, what a person can do about it, and who is needed for what. */
import type { ReactElement } from 'react';
import type { NightView } from '../../../main/base/model/night.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { reasonSentence } from '../../parts/words.ts';
import {
  callsPerson,
  endNightBlocked,
  type NightStanding,
  nightStanding,
  parkedWords,
  pauseNightBlocked,
  resumeNightBlocked,
  standingWords,
} from '../../store/nightFacts.ts';
import { type DialogName, useWindow } from '../../store/windowStore.ts';

export const standingMarks: Readonly<Record<NightStanding, MarkState>> = {
  none: 'not-yet',
  running: 'running',
  paused: 'holding',
  'needs-you': 'needs-you',
  interrupted: 'needs-you',
  ended: 'passed',
};

const open = (dialog: DialogName) => () => useWindow.setState({ dialog });

export function HeadActions({ night }: { readonly night: NightView }): ReactElement {
  const pause = useWindow(pauseNightBlocked);
  const resume = useWindow(resumeNightBlocked);
  const end = useWindow(endNightBlocked);
  if (night.state === 'ended') {
    return (
      <span className="view-actions">
        {night.row !== undefined && (
          <ActionButton quiet onPress={open('nightRow')}>
            Film of the row…
          </ActionButton>
        )}
        <ActionButton quiet onPress={open('nightExport')}>
          Export…
        </ActionButton>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'seal' })}>
          To the seal
        </ActionButton>
      </span>
    );
  }
  return (
    <span className="view-actions">
      {night.state !== 'running' && (
        <ActionButton quiet onPress={open('nightExport')}>
          Export…
        </ActionButton>
      )}
      <ActionButton keyCap="E" quiet blocked={end} onPress={open('nightEnd')}>
        End…
      </ActionButton>
      {night.state === 'running' ? (
        <ActionButton kind="primary" keyCap="P" blocked={pause} onPress={open('nightPause')}>
          Pause…
        </ActionButton>
      ) : (
        <ActionButton kind="primary" keyCap="P" blocked={resume} onPress={open('nightResume')}>
          {night.state === 'interrupted' || night.moved.length > 0
            ? 'All is well, go on…'
            : 'Go on…'}
        </ActionButton>
      )}
    </span>
  );
}

/** Who is needed and for what: the call of the night, what moved, where the robot was stopped. */
export function NeedsYou({ night }: { readonly night: NightView }): ReactElement | null {
  const standing = useWindow(nightStanding);
  const called = useWindow(callsPerson);
  const stopped = useWindow(({ bench }) => bench?.stopped?.reason ?? null);
  const calls = useWindow((state) => state.alerts).filter(({ key }) => key.startsWith('night/'));
  if (!called) return null;
  return (
    <section className="night-call" role="alert" aria-label={standingWords[standing]}>
      <Mark state="needs-you" size={20} />
      <div>
        <h2>{standingWords[standing]}</h2>
        {night.why !== '' && <p>{reasonSentence(night.why)}</p>}
        {parkedWords(night) !== '' && <p className="note">{parkedWords(night)}</p>}
        {calls.map(({ key, message, todo }) => (
          <p key={key}>
            {message} <span className="note">{todo}</span>
          </p>
        ))}
        {night.sealBroken !== undefined && night.sealBroken !== night.why && (
          <p>{reasonSentence(`the seal is broken: ${night.sealBroken}`)}</p>
        )}
        {stopped !== null && (
          <p>{reasonSentence(`the robot is stopped: ${stopped}; resume it first`)}</p>
        )}
        {night.moved.length > 0 && (
          <>
            <p className="note">Since it stood still:</p>
            <ul className="night-moved">
              {night.moved.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

/** Who is called for is told in large below. */
export function Standing({ night }: { readonly night: NightView }): ReactElement | null {
  const standing = useWindow(nightStanding);
  const called = useWindow(callsPerson);
  if (called) return null;
  const why = night.why === '' ? '' : reasonSentence(night.why);
  return (
    <p className="night-standing" data-standing={standing} role="status">
      <Mark state={standingMarks[standing]} size={16} />
      <b>{standingWords[standing]}</b>
      {why !== `${standingWords[standing]}.` && <span className="note">{why}</span>}
      {parkedWords(night) !== '' && <span className="note">{parkedWords(night)}</span>}
    </p>
  );
}
