// What both workers need of their surroundings.

/** Post a message to the page; the buffers move. */
export function send(message: unknown, buffers: readonly ArrayBuffer[]): void {
  (self as unknown as { postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void }).postMessage(message, buffers);
}

const { port1, port2 } = new MessageChannel();
const works: (() => void)[] = [];
port1.onmessage = () => works.shift()?.();

/** Call a function after the messages that wait now; a timer would wait for 4 ms each time. */
export function later(work: () => void): void {
  works.push(work);
  port2.postMessage(null);
}
