/** Fields as pictures: what a network predicts in the colours of its classes, what a neuron answers by its sign. */

import type { Colours } from "../palette.ts";

/** Colours row by row from the top, four bytes each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

type Rgb = readonly [number, number, number];

const channels = new Map<string, Rgb>();

/** Red, green and blue of a hexadecimal colour. */
export function rgb(colour: string): Rgb {
  const known = channels.get(colour);
  if (known) return known;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  channels.set(colour, [red, green, blue]);
  return [red, green, blue];
}

function painted({ columns, rows }: Size, colour: (place: number) => readonly [ground: Rgb, over: Rgb, share: number]): Picture {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let place = 0; place < columns * rows; place += 1) {
    const [ground, over, share] = colour(place);
    for (const channel of [0, 1, 2] as const) pixels[4 * place + channel] = ground[channel] * (1 - share) + over[channel] * share;
    pixels[4 * place + 3] = 255;
  }
  return { width: columns, height: rows, pixels };
}

/** A class's region is lighter where the network is less sure; near the border it fades to paper. */
const LIGHTEST = 0.3;

/** What outputs (places, outputs) predict: the regions of the classes, or a number on its scale. */
export function answerPicture(
  outputs: Float64Array,
  width: number,
  size: Size,
  activation: string,
  range: readonly [number, number] | null,
  colours: Colours,
): Picture {
  if (range !== null) return painted(size, (place) => onScale(((outputs[place * width] ?? 0) - range[0]) / (range[1] - range[0] || 1), colours));
  const paper = rgb(colours.PAPER);
  const tints = colours.TINTS.map(rgb);
  const isSure = activation === "step" || activation === "identity";
  return painted(size, (place) => {
    const [which, lead] = width === 1 ? ofTwo(outputs[place] ?? 0, activation) : ofMany(outputs, place * width, width);
    return [paper, tints[which % tints.length] ?? paper, isSure ? 1 : LIGHTEST + (1 - LIGHTEST) * Math.min(1, lead)];
  });
}

/** Which of two classes one output stands for, and how sure it is from 0 to 1. */
function ofTwo(output: number, activation: string): [number, number] {
  const middle = activation === "step" ? 0 : 0.5;
  return [Number(output > middle), Math.abs(output - 0.5) * 2];
}

/** The largest of several outputs, and how far it is ahead of the second. */
function ofMany(outputs: Float64Array, from: number, width: number): [number, number] {
  let [best, second] = [from, -1];
  for (let at = from + 1; at < from + width; at += 1) {
    if ((outputs[at] ?? 0) > (outputs[best] ?? 0)) [best, second] = [at, best];
    else if (second < 0 || (outputs[at] ?? 0) > (outputs[second] ?? 0)) second = at;
  }
  return [best - from, (outputs[best] ?? 0) - (outputs[second] ?? 0)];
}

function onScale(share: number, colours: Colours): readonly [Rgb, Rgb, number] {
  const last = colours.VALUES.length - 1;
  const at = Math.min(1, Math.max(0, share)) * last;
  const below = Math.min(last - 1, Math.floor(at));
  return [rgb(colours.VALUES[below] ?? colours.PAPER), rgb(colours.VALUES[below + 1] ?? colours.PAPER), at - below];
}

/** Where an activation changes its side: the value of 0. */
const MIDDLES: Record<string, number> = { logistic: 0.5, step: 0.5, softmax: 0.5 };
const STRONGEST = 0.85;
/** A field that reaches no farther than this is that of an input held at its mean: rounding errors have no sign. */
const NOTHING = 1e-9;

/** What one of a layer's neurons answers: blue above the middle of its activation, orange below, paper between. */
export function neuronPicture(values: Float64Array, width: number, neuron: number, size: Size, activation: string, colours: Colours): Picture {
  const middle = MIDDLES[activation] ?? 0;
  const of = (place: number) => (values[place * width + neuron] ?? 0) - middle;
  let reach = activation === "tanh" ? 1 : middle;
  if (reach === 0) for (let place = 0; place < size.columns * size.rows; place += 1) reach = Math.max(reach, Math.abs(of(place)));
  const [paper, positive, negative] = [rgb(colours.PAPER), rgb(colours.POSITIVE), rgb(colours.NEGATIVE)];
  return painted(size, (place) => {
    const value = of(place);
    return [paper, value > 0 ? positive : negative, reach > NOTHING ? (STRONGEST * Math.min(reach, Math.abs(value))) / reach : 0];
  });
}
