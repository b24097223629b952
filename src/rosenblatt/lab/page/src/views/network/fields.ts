/** What each neuron answers over the plane of the answer: pictures of 40 x 40, made anew with every moment. */

import { MOST_EDGES, nWeights } from "../../shape.ts";
import { begin, moment, shape, theme } from "../../store.ts";
import type { Asker, Picture } from "../../engine/asker.ts";
import { axisOf, gridInputs } from "../answer/grid.ts";
import { planeAxes } from "../answer/axes.ts";
import { useNewest } from "../newest.ts";

const FINENESS = 40;
/** Of more neurons no fields are drawn: they would be too small to be read. */
const MOST_NEURONS = 120;

type Pictures = ReadonlyMap<string, Picture>;

export function useNeuronFields(asker: Asker): (layer: number, neuron: number) => Picture | null {
  const [table, network, now] = [begin.value, shape.value, moment.value];
  const pictures = useNewest<Pictures>([table, network, now?.parameters, planeAxes.value, theme.value], async () => {
    const neurons = (network?.sizes ?? []).flatMap((n, at) => Array.from({ length: n }, (_, neuron) => ({ layer: at - 1, neuron })));
    if (table === null || network === null || now === null || neurons.length > MOST_NEURONS || nWeights(network) > MOST_EDGES) return new Map();
    const axes = planeAxes.value;
    const inputs = gridInputs(table, axes, [axisOf(table, axes[0]), axisOf(table, axes[1])], FINENESS);
    const order = { shape: network, parameters: now.parameters, inputs, n: FINENESS, of: neurons, numbers: null, theme: theme.value };
    const found = await asker.fields(order);
    return new Map(neurons.map(({ layer, neuron }, at) => [`${layer}.${neuron}`, found[at] as Picture]));
  });
  return (layer, neuron) => pictures?.get(`${layer}.${neuron}`) ?? null;
}
