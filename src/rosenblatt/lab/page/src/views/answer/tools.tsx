/** Beside the plane: what its marks mean, and what a press on it does. */

import { number, plain } from "../../draw/words.ts";
import type { Colours } from "../../palette.ts";
import { ClassMark } from "./plane.tsx";
import type { Tool } from "./verbs.ts";

export interface LegendProps {
  readonly classes: readonly string[];
  readonly colours: Colours;
  readonly heldOut: boolean;
  readonly mistaken: boolean;
}

/** Class marks, and what hollow and ringed marks mean where there are any. */
export function Legend({ classes, colours, heldOut, mistaken }: LegendProps) {
  return (
    <ul class="legend">
      {classes.map((name, which) => (
        <li key={name}>
          <ClassMark which={which} colours={colours} /> {plain(name)}
        </li>
      ))}
      {heldOut && <li class="note">hollow: held out</li>}
      {mistaken && <li class="note">ring: mistaken</li>}
    </ul>
  );
}

export interface ScaleProps {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly colours: Colours;
}

/** The scale of a predicted number: its colours between its ends. */
export function ScaleLegend({ name, low, high, colours }: ScaleProps) {
  return (
    <p class="legend scale">
      <span>{plain(name)}</span> <span class="number">{number(low)}</span>
      <span class="ramp" style={{ backgroundImage: `linear-gradient(to right, ${colours.VALUES.join(", ")})` }} aria-hidden="true" />
      <span class="number">{number(high)}</span>
    </p>
  );
}

export interface ToolsProps {
  readonly tool: Tool;
  readonly classes: readonly string[];
  readonly colours: Colours;
  readonly choose: (tool: Tool) => void;
}

/** Ask, put a sample of a class, or delete one: a row of buttons of which one is pressed. */
export function Tools({ tool, classes, colours, choose }: ToolsProps) {
  const each = (value: Tool, label: string, content: preact.ComponentChildren) => (
    <button key={value} aria-pressed={tool === value} aria-label={label} title={label} onClick={() => choose(value)}>
      {content}
    </button>
  );
  const pens = classes.length > 0 ? classes : ["sample"];
  return (
    <div class="tools" role="group" aria-label="A press on the plane">
      {each("ask", "Ask about a place; drag a sample to move it", "Ask")}
      {pens.slice(0, 9).map((name, which) =>
        each(which, `Put samples: ${plain(name)} (key ${which + 1})`, <>+ <ClassMark which={which} colours={colours} /></>),
      )}
      {each("drop", "Delete samples", "Delete")}
    </div>
  );
}
