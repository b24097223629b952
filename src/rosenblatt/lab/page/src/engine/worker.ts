// The script of both workers: that named "painter" computes fields and answers, the other one trains. The first message brings the compiled engine.
import { Painter } from "./fields.ts";
import { buffersOf, type FromWorker, type PainterOrder, type ToWorker, type TrainerOrder } from "./orders.ts";
import { later, send } from "./scope.ts";
import { Trainer } from "./trainer.ts";
import { Machine } from "./wasm.ts";

interface Taker {
  take(id: number, order: TrainerOrder | PainterOrder): void;
}

let taker: Taker | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker<TrainerOrder | PainterOrder>>) => {
  if (!("engine" in data)) return taker?.take(data.id, data);
  const [machine, post] = [new Machine(data.engine), (message: FromWorker) => send(message, buffersOf(message))];
  taker = (self.name === "painter" ? new Painter(machine, post, later) : new Trainer(machine, post, later)) as Taker;
};
