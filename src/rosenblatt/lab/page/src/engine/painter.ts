// The painting worker: the first message brings the compiled engine, the others are orders.
import { Painter } from "./fields.ts";
import { buffersOf, type FromWorker, type PainterOrder, type ToWorker } from "./orders.ts";
import { later, send } from "./scope.ts";
import { Machine } from "./wasm.ts";

let painter: Painter | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker<PainterOrder>>) => {
  if ("engine" in data) painter = new Painter(new Machine(data.engine), (message: FromWorker) => send(message, buffersOf(message)), later);
  else painter?.take(data.id, data);
};
