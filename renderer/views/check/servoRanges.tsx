/** The joints of the arm that is being calibrated: where each is in its servo's counts, and what was swept of it. */
import type { ReactElement } from 'react';
import type { ServoCalibrationView } from '../../../main/base/model/phaseOne.ts';
import { Mark } from '../../parts/mark.tsx';
import { jointWords } from '../../parts/words.ts';

const turn = 4096;
const share = (counts: number): string => `${(100 * Math.min(turn, Math.max(0, counts))) / turn}%`;

export function ServoRanges({ view }: { readonly view: ServoCalibrationView }): ReactElement {
  const swept = view.step !== 'centre';
  return (
    <table className="servo-ranges">
      <thead>
        <tr>
          <th scope="col">Joint</th>
          <th scope="col">id</th>
          <th scope="col">{swept ? 'Swept, of one turn' : 'Now, of one turn'}</th>
          <th scope="col">now</th>
          <th scope="col">from</th>
          <th scope="col">to</th>
          <th scope="col">
            <span className="unseen">enough</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {view.joints.map((joint) => (
          <tr key={joint.name}>
            <th scope="row">{jointWords(joint.name)}</th>
            <td className="number quiet">{joint.id}</td>
            <td>
              <div className="servo-bar" aria-hidden="true">
                {swept && (
                  <i
                    className="servo-swept"
                    style={{
                      left: share(joint.minCounts),
                      width: share(joint.maxCounts - joint.minCounts),
                    }}
                  />
                )}
                <i className="servo-now" style={{ left: share(joint.counts) }} />
              </div>
            </td>
            <td className="number">{joint.counts}</td>
            <td className="number">{swept ? joint.minCounts : '–'}</td>
            <td className="number">{swept ? joint.maxCounts : '–'}</td>
            <td>
              {swept && (
                <>
                  <Mark state={joint.enough ? 'passed' : 'not-yet'} />
                  <span className="unseen">{joint.enough ? 'enough' : 'not enough'}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
