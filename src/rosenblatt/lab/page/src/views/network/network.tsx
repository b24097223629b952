/** A network as neurons and edges: width is size, blue and solid positive, orange and dashed negative. */

import { useMemo, useRef, useState } from "preact/hooks";
import { useWidth } from "../../draw/width.ts";
import { Edges, Fields, Neuron, Signs } from "./parts.tsx";
import { LayerHeads } from "./heads.tsx";
import { type Layout, layOut } from "./layout.ts";
import { nameOf } from "./names.ts";
import { pointerVerbs } from "./pointing.ts";
import { act } from "./verbs.ts";
import type { NetworkProps } from "./props.ts";

export function Network(props: NetworkProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useWidth(frame, setRoom);
  const { shape } = props;
  const longest = (names: readonly string[]) => Math.max(0, ...names.map((name) => name.length));
  const letters = [longest(props.inputs), longest(props.outputs)] as const;
  const layout = useMemo(() => layOut(shape, room, letters), [shape.sizes.join(), room, ...letters]);
  return (
    <div class="pan" ref={frame}>
      {room > 0 && (
        <div class="drawing" style={{ width: `${layout.width}px` }}>
          <LayerHeads {...props} layout={layout} />
          <Diagram {...props} layout={layout} />
        </div>
      )}
    </div>
  );
}

function Diagram(props: NetworkProps & { layout: Layout }) {
  const { layout, shape, selection, verbs } = props;
  const pointer = pointerVerbs(props);
  const hint = "network-keys";
  return (
    <div
      class="diagram"
      role="application"
      aria-roledescription="network"
      aria-label={nameOf(shape, selection, props.inputs, props.parameters)}
      aria-describedby={hint}
      tabIndex={0}
      style={{ height: `${layout.height}px` }}
      onKeyDown={(event) => act(event, shape, selection, verbs, props.type)}
      onPointerDown={pointer.down}
      onPointerMove={pointer.move}
      onPointerUp={pointer.up}
      onPointerCancel={pointer.up}
    >
      <svg width={layout.width} height={layout.height} aria-hidden="true">
        <Edges {...props} />
        <Signs {...props} />
      </svg>
      <Fields {...props} />
      <svg class="marks" width={layout.width} height={layout.height} aria-hidden="true">
        {layout.nodes.flat().map((node) => (
          <Neuron {...props} key={`${node.layer}.${node.neuron}`} node={node} />
        ))}
      </svg>
      <span id={hint} class="unseen">
        Arrows walk the neurons, Enter goes into the weights of one, digits type a value, Delete drops.
      </span>
    </div>
  );
}
