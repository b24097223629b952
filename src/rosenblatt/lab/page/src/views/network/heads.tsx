/** Above each hidden layer: its activation, its number of neurons, and its removal. */

import { MOST_NEURONS } from "../../address.ts";
import { layerName } from "../../shape.ts";
import type { Layout } from "./layout.ts";
import type { NetworkProps } from "./props.ts";
import { isHidden } from "./verbs.ts";

export function LayerHeads(props: NetworkProps & { layout: Layout }) {
  const { shape, layout } = props;
  return (
    <div class="heads">
      {layout.columns.map((x, at) => (
        <div class="head" key={at} style={{ left: `${x}px` }}>
          {isHidden(shape, at - 1) ? <HiddenHead {...props} layer={at - 1} /> : <EndHead {...props} at={at} />}
        </div>
      ))}
    </div>
  );
}

function EndHead({ shape, at }: NetworkProps & { at: number }) {
  const isInput = at === 0;
  return (
    <>
      <span class="headname">{isInput ? "inputs" : "output"}</span>
      <span class="headnote">{isInput ? shape.sizes[0] : shape.activations[at - 1]}</span>
    </>
  );
}

/** Activation, neurons and removal of a hidden layer. */
export function HiddenHead({ shape, layer, verbs, activations, editable }: NetworkProps & { layer: number }) {
  const size = shape.sizes[layer + 1] ?? 0;
  const name = layerName(shape, layer);
  return (
    <fieldset disabled={!editable}>
      <legend class="unseen">{name}</legend>
      <span class="headname">
        <span aria-hidden="true">hidden {layer + 1}</span>
        <button class="quiet" aria-label={`Remove ${name}`} title={`Remove ${name}`} onClick={() => verbs.dropLayer(layer)}>
          ×
        </button>
      </span>
      <select aria-label={`Activation of ${name}`} value={shape.activations[layer]} onChange={(event) => verbs.activate(layer, event.currentTarget.value)}>
        {activations.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <span class="stepper">
        <button aria-label={`One neuron less in ${name}`} disabled={size < 2} onClick={() => verbs.resize(layer, size - 1)}>
          −
        </button>
        <input
          type="text"
          inputMode="numeric"
          aria-label={`Neurons in ${name}`}
          value={size}
          onChange={(event) => {
            const given = Number(event.currentTarget.value);
            if (Number.isInteger(given) && given >= 1 && given <= MOST_NEURONS && given !== size) verbs.resize(layer, given);
            else event.currentTarget.value = String(size);
          }}
        />
        <button aria-label={`One neuron more in ${name}`} disabled={size >= MOST_NEURONS} onClick={() => verbs.resize(layer, size + 1)}>
          +
        </button>
      </span>
    </fieldset>
  );
}
