/** Writes docs/AGENTS-INTERFACE.md from the table of verbs: `node tools/agentsInterface.ts`. A test says when it is old. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { agentsInterfaceDocument } from '../main/evolution/agent/desk/agentsInterface.ts';

writeFileSync(
  path.join(import.meta.dirname, '..', 'docs', 'AGENTS-INTERFACE.md'),
  agentsInterfaceDocument(),
);
