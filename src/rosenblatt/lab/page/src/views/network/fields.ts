/** What each neuron answers over the plane of the answer: pictures of 40 x 40, drawn again with every moment. */

import { isDrawn } from "../../shape.ts";
import { begin, moment, shape, theme } from "../../store.ts";
import type { Picture } from "../../draw/fields.ts";
import type { Asker } from "../../engine/asker.ts";
import { axisOf, gridOf } from "../answer/grid.ts";
import { planeAxes } from "../answer/axes.ts";
import { useNewest } from "../newest.ts";

const FINENESS = 40;
/** Of more neurons no fields are drawn: they would be too small to be read. */
const MOST_NEURONS = 120;

export function useNeuronFields(asker: Asker): (layer: number, neuron: number) => Picture | null {
  const [table, network, now, axes] = [begin.value, shape.value, moment.value, planeAxes.value];
  const pictures = useNewest([table, network, now?.parameters, axes, theme.value], async () => {
    if (table === null || network === null || now === null || table.meta.run?.unanswered) return null;
    const nNeurons = network.sizes.reduce((sum, size) => sum + size, 0);
    if (nNeurons > MOST_NEURONS || !isDrawn(network)) return [];
    const grid = gridOf(table, axes, [axisOf(table, axes[0]), axisOf(table, axes[1])], FINENESS);
    return asker.neurons({ shape: network, parameters: now.parameters, grid, theme: theme.value });
  });
  return (layer, neuron) => pictures?.[layer + 1]?.[neuron] ?? null;
}
