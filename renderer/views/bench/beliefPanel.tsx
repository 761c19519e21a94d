/** The scene as the bench believes it, drawn from numbers alone: arm by its joints, object by the judge, envelope. */
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useCallback, useState } from 'react';
import { signed } from '../../../main/base/model/signed.ts';
import { armPoints } from '../../draw/armPoints.ts';
import { firstOrbit } from '../../draw/orbit.ts';
import { Panel } from '../../parts/panel.tsx';
import { isLastKnown } from '../../store/armReading.ts';
import { setBenchLook } from '../../store/keepBenchLook.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import { Belief3d } from './belief3d.tsx';
import { BeliefDrawing } from './beliefDrawing.tsx';

function tipWords(joints: readonly number[]): string {
  const tip = armPoints(joints).at(-1);
  return tip === undefined ? '' : `tip ${tip.map((m) => signed(m * 1000, 0)).join(', ')} mm`;
}

function Controls({ failed }: { readonly failed: boolean }): ReactElement {
  const on = useWindow((state) => state.benchLook.scene3d);
  const turned = useWindow((state) => state.orbit !== firstOrbit);
  return (
    <>
      {on && !failed && turned && (
        <button
          type="button"
          className="tool"
          onClick={() => useWindow.setState({ orbit: firstOrbit })}
        >
          Reset view
        </button>
      )}
      <button
        type="button"
        className="tool"
        aria-pressed={on}
        aria-label="3-D view"
        title={failed ? 'This window has no WebGL: drawn in lines instead' : undefined}
        onClick={() => setBenchLook({ scene3d: !on })}
      >
        3-D
      </button>
    </>
  );
}

/** What is to be known of what is drawn; null: the arm is read now and the object was judged just now. */
function drawnWords({ bench, run, lastJudged }: WindowState): string | null {
  const arm = isLastKnown(bench) ? ['arm as last read'] : [];
  const judged = run?.trial?.lastVerdict?.believed !== undefined;
  const object = lastJudged === null ? 'no object judged yet' : 'object as last judged';
  const words = [...arm, ...(judged ? [] : [object])].join(', ');
  return words === '' ? null : words;
}

type Stage = 'opening' | 'open' | 'failed';

export function BeliefPanel(): ReactElement {
  const { ref, width, height } = useElementSize();
  const on = useWindow((state) => state.benchLook.scene3d);
  const tip = useWindow((state) =>
    state.bench?.arm ? tipWords(state.bench.arm.positionRad) : 'no reading',
  );
  const drawn = useWindow(drawnWords);
  const old = useWindow((state) => isLastKnown(state.bench));
  const [stage, setStage] = useState<Stage>('opening');
  const onOpen = useCallback(() => setStage('open'), []);
  const onFailed = useCallback(() => setStage('failed'), []);
  const wanted = on && stage !== 'failed';
  const sized = width > 0 && height > 0;
  return (
    <Panel
      title="As the bench believes it"
      facts={
        <>
          <span className="tip" data-old={old}>
            {old ? `last ${tip}` : tip}
          </span>
          <Controls failed={stage === 'failed'} />
        </>
      }
      className="belief"
    >
      <div
        className="belief-scene"
        ref={ref}
        data-pending={wanted && stage === 'opening'}
        data-old={old}
      >
        {sized && wanted && (
          <Belief3d width={width} height={height} onOpen={onOpen} onFailed={onFailed} />
        )}
        {sized && !(wanted && stage === 'open') && <BeliefDrawing width={width} height={height} />}
        <span className="note belief-scale">grid 50 mm</span>
        {drawn !== null && <span className="note belief-object-note">{drawn}</span>}
      </div>
    </Panel>
  );
}
