// A name server on loopback, whose TXT records a test writes; of every other name it says that it is not there.

import { createSocket } from "node:dgram";

const TXT = 16;
const ANSWERS = 0x8180;
const NO_SUCH_NAME = 0x8183;

/** The name in a question that begins at `at`, and where it ends. */
const nameAt = (message, at) => {
  const labels = [];
  while (message[at] > 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
};

/** A TXT record about the name of the question. Its text stands in pieces of 255 bytes at most. */
const record = (text) => {
  const bytes = Buffer.from(text);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const piece = bytes.subarray(at, at + 255);
    pieces.push(Buffer.from([piece.length]), piece);
  }
  const data = Buffer.concat(pieces);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
};

export class NameServer {
  static async start() {
    const names = new NameServer();
    names.zone = new Map();
    names.socket = createSocket("udp4");
    names.socket.on("message", (message, from) => names.socket.send(names.answer(message), from.port, from.address));
    await new Promise((resolve) => names.socket.bind(0, "127.0.0.1", resolve));
    names.address = `127.0.0.1:${names.socket.address().port}`;
    return names;
  }

  stop() {
    this.socket.close();
  }

  /** From now on a name has these records, and no others. */
  publish(name, ...texts) {
    this.zone.set(name, texts);
  }

  answer(message) {
    const { name, end } = nameAt(message, 12);
    const texts = this.zone.get(name);
    const found = message.readUInt16BE(end) === TXT ? (texts ?? []) : [];
    const head = Buffer.alloc(12);
    message.copy(head, 0, 0, 2);
    head.writeUInt16BE(texts ? ANSWERS : NO_SUCH_NAME, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found.length, 6);
    return Buffer.concat([head, message.subarray(12, end + 4), ...found.map(record)]);
  }
}
