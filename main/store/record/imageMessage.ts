/**
 * A camera frame as the message that robot tools know: `sensor_msgs/msg/CompressedImage` in CDR, so that the JPEG
 * lies in the file byte for byte. Encapsulation `00 01 00 00` (little-endian), then aligned to 4 from there:
 *
 *     i32 sec | u32 nanosec | u32 length, frame_id, 0 | u32 length, format, 0 | u32 length, JPEG
 *
 * Sources: the OMG's CDR, and the message definition in ROS 2 common_interfaces.
 */
import { BenchError } from '../../base/model/errors.ts';

export const imageSchema = {
  name: 'sensor_msgs/msg/CompressedImage',
  encoding: 'ros2msg',
  text: [
    'std_msgs/Header header',
    'string format',
    'uint8[] data',
    '='.repeat(80),
    'MSG: std_msgs/Header',
    'builtin_interfaces/Time stamp',
    'string frame_id',
    '='.repeat(80),
    'MSG: builtin_interfaces/Time',
    'int32 sec',
    'uint32 nanosec',
    '',
  ].join('\n'),
} as const;

export interface ImageMessage {
  readonly role: string;
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}

const format = 'jpeg';
const aligned = (at: number): number => (at + 3) & ~3;

/** Bench time as whole nanoseconds. */
export function nanosecondsOf(atMs: number): bigint {
  return BigInt(Math.round(atMs * 1e6));
}

export function encodeImage({ role, capturedAtMs, jpeg }: ImageMessage): Uint8Array {
  const roleEnd = 12 + role.length + 1;
  const formatAt = aligned(roleEnd) + 4;
  const dataAt = aligned(formatAt + format.length + 1) + 4;
  const out = Buffer.alloc(4 + dataAt + jpeg.byteLength);
  const body = out.subarray(4);
  out[1] = 1;
  const ns = nanosecondsOf(capturedAtMs);
  body.writeInt32LE(Number(ns / 1_000_000_000n), 0);
  body.writeUInt32LE(Number(ns % 1_000_000_000n), 4);
  body.writeUInt32LE(role.length + 1, 8);
  body.write(role, 12, 'latin1');
  body.writeUInt32LE(format.length + 1, formatAt - 4);
  body.write(format, formatAt, 'latin1');
  body.writeUInt32LE(jpeg.byteLength, dataAt - 4);
  body.set(jpeg, dataAt);
  return out;
}

/** Throws `storage` on bytes that `encodeImage` would not write. */
export function decodeImage(bytes: Uint8Array): ImageMessage {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = all.subarray(4);
  const take = (at: number): { text: Buffer; end: number } => {
    if (at + 4 > body.byteLength) throw damaged();
    const length = body.readUInt32LE(at);
    const end = at + 4 + length;
    if (length === 0 || end > body.byteLength) throw damaged();
    return { text: body.subarray(at + 4, end), end };
  };
  if (body.byteLength < 8 || all[0] !== 0 || all[1] !== 1) throw damaged();
  const capturedAtMs = body.readInt32LE(0) * 1e3 + body.readUInt32LE(4) / 1e6;
  const role = take(8);
  const named = take(aligned(role.end));
  const data = take(aligned(named.end));
  if (data.end !== body.byteLength) throw damaged();
  return {
    role: role.text.toString('latin1', 0, role.text.byteLength - 1),
    capturedAtMs,
    jpeg: data.text,
  };
}

const damaged = (): BenchError => new BenchError('storage', 'a recorded frame is damaged');
