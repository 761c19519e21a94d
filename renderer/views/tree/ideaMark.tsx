/** The mark of an idea beside its words. */
import type { ReactElement } from 'react';
import { type IdeaLook, ideaShapes, type Outline, pathPen } from './ideaShapes.ts';

function path(outline: Outline): string {
  const pen = pathPen();
  outline(pen, 7, 7, 5.6);
  return pen.text();
}

export function IdeaMark({ look }: { readonly look: IdeaLook }): ReactElement {
  const { hue, filled, lined } = ideaShapes[look];
  return (
    <svg className="idea-mark" data-hue={hue} viewBox="0 0 14 14" aria-hidden="true">
      {filled !== null && <path d={path(filled)} fill="currentColor" />}
      {lined !== null && (
        <path d={path(lined)} fill="none" stroke="currentColor" strokeWidth="1.5" />
      )}
    </svg>
  );
}
