// The training worker: the first message brings the compiled engine, the others are orders.
import { buffersOf, type FromWorker, type ToWorker, type TrainerOrder } from "./orders.ts";
import { later, send } from "./scope.ts";
import { Trainer } from "./trainer.ts";
import { Machine } from "./wasm.ts";

let trainer: Trainer | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker<TrainerOrder>>) => {
  if ("engine" in data) trainer = new Trainer(new Machine(data.engine), (message: FromWorker) => send(message, buffersOf(message)), later);
  else trainer?.take(data.id, data);
};
