/** A tree of ideas as files: SVG for papers, all of it in black on white, and JSON with everything the core told. Pure. */
import type { CampaignTree } from '../../../main/base/model/campaign.ts';
import { drawTree, pictureOf } from './drawTree.ts';
import { svgSurface, svgText, type TreeColours } from './treeSurface.ts';
import { fitView, frameOf } from './treeView.ts';
import { countWords } from './treeWords.ts';

/** Told apart in print as well. */
const paper: TreeColours = {
  ...{ success: '#00705f', strong: '#12161b', invalid: '#5a6472', undecided: '#5f43c0' },
  ...{ motion: '#8a5c00', quiet: '#5a6472', text: '#434c58', grid: '#e2e6eb', edge: '#7d8794' },
  ...{ ground: '#ffffff', focus: '#12161b' },
};

const head = 30;
const widthPx = 1440;

export function treeSvg(tree: CampaignTree): string {
  const picture = pictureOf(tree);
  const { topLane, bottomLane } = picture.layout;
  const size = { width: widthPx, height: 240 + 22 * (bottomLane - topLane + 1), textPx: 11 };
  const frame = frameOf(picture.layout, fitView(picture.layout, size), size);
  const parts: string[] = [];
  drawTree(svgSurface(paper, 11, parts), frame, picture);
  const { tried, counts } = countWords(tree.nodes);
  const title = [tree.nightId, tried, ...counts.map(({ words }) => words)].join(', ');
  const height = size.height + head;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" ` +
      `viewBox="0 0 ${widthPx} ${height}" font-family="monospace" font-size="11">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<text x="36" y="18" font-weight="600">${svgText(title)}</text>`,
    `<text x="${widthPx - 14}" y="18" text-anchor="end">` +
      'curve: rate of the champion, 95 % Wilson; outer band holds whenever one looks</text>',
    `<g transform="translate(0 ${head})">`,
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

export const treeJson = (tree: CampaignTree): string => `${JSON.stringify(tree, null, 2)}\n`;
