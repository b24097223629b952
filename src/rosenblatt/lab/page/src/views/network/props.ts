/** What a drawn network is made from. */

import type { Picture } from "../../draw/fields.ts";
import type { Colours } from "../../palette.ts";
import type { Selection, Shape } from "../../types.ts";
import type { NetworkVerbs } from "./verbs.ts";

export interface NetworkProps {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  /** The largest absolute parameter of the whole course: the widest edge. */
  readonly widest: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly picture: (layer: number, neuron: number) => Picture | null;
  readonly selection: Selection;
  readonly colours: Colours;
  readonly activations: readonly string[];
  readonly editable: boolean;
  readonly verbs: NetworkVerbs;
  /** Begin to type a value for the selected parameter. */
  readonly type: (text: string) => void;
}
