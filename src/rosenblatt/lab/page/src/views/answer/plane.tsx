/** The plane of two inputs: what the network answers everywhere, the samples on it, and their editing. */

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Context, drawPicture, place, type Scale, sheet } from "../../draw/canvas.ts";
import { markerOf, markerPath } from "../../draw/markers.ts";
import { axisRoom, drawAxes, drawCross, drawMarks, drawRing } from "../../draw/samples.ts";
import { useWidth } from "../../draw/width.ts";
import { plain } from "../../draw/words.ts";
import type { Colours } from "../../palette.ts";
import { act, type Axis, type Held, type Layout, type PlaneProps, pointerVerbs } from "./verbs.ts";

export function Plane(props: PlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRef<Layout | null>(null);
  const [width, setWidth] = useState(0);
  const [focused, setFocused] = useState(false);
  const [cross, setCross] = useState<readonly [number, number] | null>(null);
  const held = useRef<Held | null>(null);
  const hint = useId();
  useWidth(canvas, setWidth);
  const at = cross ?? middle(props.axes);
  useLayoutEffect(() => {
    if (canvas.current && width > 0) layout.current = draw(canvas.current, width, props, focused ? at : null);
  });
  const keys = (event: KeyboardEvent) => act(event, props, at, setCross);
  const pointer = pointerVerbs(props, layout, held);
  return (
    <div class="plane">
      <span class="axis across" aria-hidden="true">{plain(props.axes[0].name)}</span>
      <span class="axis along" aria-hidden="true">{plain(props.axes[1].name)}</span>
      <canvas
        ref={canvas}
        role="application"
        aria-roledescription="plane"
        aria-label={props.label}
        aria-describedby={hint}
        tabIndex={0}
        class={`tool-${typeof props.tool === "number" ? "pen" : props.tool}`}
        onKeyDown={keys}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerDown={pointer.down}
        onPointerMove={pointer.move}
        onPointerUp={pointer.up}
        onPointerCancel={pointer.up}
        onTouchStart={(event) => held.current && event.preventDefault()}
      />
      <span id={hint} class="unseen">
        Arrows move a cross, with Shift finely. Enter asks at the cross. Tab steps through the samples, Escape leaves
        them.{props.editable ? " A digit puts a sample of that class or changes the selected one, Delete removes it." : ""}
      </span>
    </div>
  );
}

function middle(axes: readonly [Axis, Axis]): readonly [number, number] {
  return [(axes[0].low + axes[0].high) / 2, (axes[1].low + axes[1].high) / 2];
}

function draw(canvas: HTMLCanvasElement, size: number, props: PlaneProps, cross: readonly [number, number] | null): Layout {
  return sheet(canvas, size, size, (context) => paint(context, size, props, cross));
}

function paint(context: Context, size: number, props: PlaneProps, cross: readonly [number, number] | null): Layout {
  const [across, along] = props.axes;
  const box = { left: Math.ceil(axisRoom(context, along.low, along.high)), top: 8, right: size - 8, bottom: size - 26 };
  const scales = [
    { low: across.low, high: across.high, from: box.left, to: box.right },
    { low: along.low, high: along.high, from: box.bottom, to: box.top },
  ] as const;
  if (props.picture) {
    drawPicture(context, props.picture, { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
  }
  drawAxes(context, box, scales, props.colours);
  if (cross) drawCross(context, box, place(scales[0], cross[0]), place(scales[1], cross[1]), props.colours);
  drawMarks(context, props.marks, scales, props.colours, props.numbers);
  drawSelected(context, props, scales);
  return { size, box, scales };
}

function drawSelected(context: Context, props: PlaneProps, scales: readonly [Scale, Scale]): void {
  const mark = props.marks.find((each) => each.row === props.selected);
  const spot = mark ? ([mark.x, mark.y] as const) : props.place;
  if (!spot) return;
  const [x, y] = [place(scales[0], spot[0]), place(scales[1], spot[1])];
  drawRing(context, x, y, mark ? 14 : 5, props.colours.PAPER, 5);
  drawRing(context, x, y, mark ? 14 : 5, props.colours.INK, 2.5);
}

/** A class's mark beside its name. */
export function ClassMark({ which, colours, size = 14, hollow = false }: { which: number; colours: Colours; size?: number; hollow?: boolean }) {
  const at = which % colours.CLASSES.length;
  const path = markerPath(markerOf(which, colours.CLASSES.length), size - 4, size / 2, size / 2);
  return (
    <svg class="mark" width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      <path d={path} fill={hollow ? colours.PAPER : colours.CLASSES[at]} stroke={colours.EDGES[at]} stroke-width={hollow ? 1.8 : 1.2} />
    </svg>
  );
}
