/** A fresh one-time link from a running core, asked for at its door with the key of its card. */
import { request } from 'node:http';
import { BenchError } from '../../base/model/errors.ts';
import type { CoreCard } from '../lock.ts';

const answerMs = 5000;
const maxAnswerChars = 4096;

/** Throws `unavailable`. */
export function askForLink(card: CoreCard): Promise<string> {
  const headers = { authorization: `Bearer ${card.token}` };
  const refuse = (why: string): BenchError =>
    new BenchError('unavailable', `the core at ${card.url} gave no link: ${why}`);
  return new Promise((resolve, reject) => {
    const ask = request(new URL('/code', card.url), { method: 'POST', headers, timeout: answerMs });
    ask.on('response', (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
        if (body.length > maxAnswerChars) ask.destroy(new Error('a long answer'));
      });
      response.on('end', () => {
        const url = response.statusCode === 200 ? (JSON.parse(body) as { url: string }).url : null;
        if (url !== null) resolve(url);
        else reject(refuse(`status ${response.statusCode}`));
      });
    });
    ask.on('timeout', () => ask.destroy(new Error('no answer')));
    ask.on('error', (error) => reject(refuse(error.message)));
    ask.end();
  });
}
