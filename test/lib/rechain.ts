/** What somebody with the whole account could do: one entry of a ledger written anew, every hash after it made to fit. */
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { anchorPath, ledgerPath } from '../../main/store/dataLayout.ts';
import {
  type ChainRow,
  emptyHead,
  hashBody,
  hashLink,
  nightOfBody,
} from '../../main/store/ledger/chain.ts';

/** `change` gets each body as its text. No core may have it open. */
export function rechain(dataDir: string, change: (body: string, seq: number) => string): void {
  const file = ledgerPath(dataDir);
  using db = new DatabaseSync(file);
  const guards = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of guards) db.exec(`DROP TRIGGER ${String(name)}`);
  const put = db.prepare('UPDATE entries SET body = ?, prevHash = ?, hash = ? WHERE seq = ?');
  let head = emptyHead;
  for (const row of db.prepare('SELECT * FROM entries ORDER BY seq').all()) {
    const { seq, wallTime, body: old, salt = '' } = row as unknown as ChainRow;
    const body = change(old, seq);
    const night = nightOfBody(JSON.parse(body));
    const hash = hashLink(head.hash, { seq, wallTime, night, bodyHash: hashBody(salt, body) });
    put.run(body, head.hash, hash, seq);
    head = { seq, hash };
  }
  for (const { sql } of guards) db.exec(String(sql));
  writeFileSync(anchorPath(file), `${String(head.seq).padStart(16, '0')} ${head.hash}\n`);
}
