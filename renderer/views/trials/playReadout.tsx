/** What was recorded at the moment looked at: what the judge said, how the dwell stood, every joint in figures. */
import { type ReactElement, useMemo } from 'react';
import type { JudgedMoment, PlaybackDocument } from '../../../main/base/api/playback.ts';
import { jointNames } from '../../../main/base/model/arm.ts';
import { signed } from '../../../main/base/model/signed.ts';
import { degrees } from '../../draw/poseWords.ts';
import { Mark } from '../../parts/mark.tsx';
import { useMoment } from '../../parts/useMoment.ts';
import { jointWords } from '../../parts/words.ts';
import { dwellAt, placeAt } from '../../store/playbackModel.ts';
import type { Playhead } from '../../store/playhead.ts';

interface Shown {
  readonly document: PlaybackDocument;
  readonly atMs: number;
}

function Dwell({
  document,
  moment,
}: {
  readonly document: PlaybackDocument;
  readonly moment: JudgedMoment;
}) {
  const seen = dwellAt(document, moment);
  if (document.dwell === null) return <>unknown: its task is gone</>;
  const { need, of } = document.dwell;
  if (seen === null) return <>counted in the clear view only</>;
  const successes = seen.filter((value) => value === 'success').length;
  return (
    <span className="dwell">
      {seen.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pictures of the dwell have no other name
        <Mark key={at} state={value} />
      ))}
      <span>
        {successes} of {need} needed, in the last {of}
      </span>
    </span>
  );
}

function VerdictNow({ document, atMs }: Shown): ReactElement {
  const times = useMemo(() => document.trace.map((row) => row.capturedAtMs), [document.trace]);
  const moment = document.trace[placeAt(times, atMs)];
  if (moment === undefined)
    return (
      <dl className="fact-list play-verdict">
        <div>
          <dt>judge</dt>
          <dd>{document.trace.length === 0 ? 'never asked' : 'not asked yet'}</dd>
        </div>
      </dl>
    );
  const flags = moment.flags.join(', ');
  return (
    <dl className="fact-list play-verdict">
      <div>
        <dt>judge</dt>
        <dd>
          <Mark state={moment.verdict} /> <b>{moment.verdict}</b> at{' '}
          {((moment.capturedAtMs - document.startMs) / 1000).toFixed(3)} s
        </dd>
      </div>
      <div>
        <dt>score</dt>
        <dd>
          {moment.score.toFixed(3)} · margin {signed(moment.margin, 2)} bounds
          {flags !== '' && ` · ${flags}`}
        </dd>
      </div>
      <div>
        <dt>cameras</dt>
        <dd className="per-camera">
          {Object.entries(moment.perCamera).map(([role, value]) => (
            <span key={role}>
              <Mark state={value} /> {role}
            </span>
          ))}
        </dd>
      </div>
      <div>
        <dt>dwell</dt>
        <dd>
          <Dwell document={document} moment={moment} />
        </dd>
      </div>
    </dl>
  );
}

/** `The arm is moving; its targets are limited by acceleration.` */
function modeWords({ mode, limitedBy }: PlaybackDocument['steps'], row: number): string {
  const limit = limitedBy[row] ?? null;
  if (limit === null) return `The arm is ${mode[row]}; nothing limits its targets.`;
  return `The arm is ${mode[row]}; its targets are limited by ${limit.replace('-', ' ')}.`;
}

const figure = (rad: number | null | undefined): string =>
  rad === null || rad === undefined ? '–' : signed(degrees(rad), 1);

const percent = (share: number | undefined): string =>
  share === undefined ? '–' : signed(share * 100, 0);

export function PlayReadout(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
  /** The joint that the plots show. */
  readonly joint: number;
  onJoint(joint: number): void;
}): ReactElement {
  const { document, joint } = props;
  const atMs = useMoment(props.playhead);
  const { steps } = document;
  const row = placeAt(steps.atMs, atMs);
  return (
    <section className="panel play-readout" aria-label="Readings at this moment">
      <div className="panel-body">
        <VerdictNow document={document} atMs={atMs} />
        <table className="play-joints">
          <thead>
            <tr>
              <th scope="col">Joint</th>
              <th scope="col">Read °</th>
              <th scope="col">Wanted °</th>
              <th scope="col">Applied °</th>
              <th scope="col">Load %</th>
            </tr>
          </thead>
          <tbody>
            {jointNames.map((name, index) => (
              <tr key={name} data-chosen={index === joint}>
                <th scope="row">
                  <button
                    type="button"
                    aria-pressed={index === joint}
                    title="Show this joint in the plots"
                    onClick={() => props.onJoint(index)}
                  >
                    {jointWords(name)}
                  </button>
                </th>
                <td className="number">{figure(steps.positionRad[index]?.[row])}</td>
                <td className="number">{figure(steps.wantedRad[index]?.[row])}</td>
                <td className="number">{figure(steps.appliedRad[index]?.[row])}</td>
                <td className="number">{percent(steps.load[index]?.[row])}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="note play-mode">
          {row < 0
            ? `No control row ${steps.atMs.length === 0 ? 'was kept' : 'yet'}.`
            : modeWords(steps, row)}
          {steps.every > 1 &&
            ` Only one control row in ${steps.every} is drawn; pictures and verdicts are all here.`}
        </p>
      </div>
    </section>
  );
}
