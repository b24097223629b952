// The bar on top, and the bar of the training: play, steps, speed and the counter.
import { playing } from "../store.ts";

export function TopBar() {
  return (
    <header class="top">
      <h1>Rosenblatt lab</h1>
    </header>
  );
}

export function Bar() {
  return (
    <div class="bar">
      <button type="button" class="play" autofocus onClick={() => (playing.value = !playing.value)}>
        {playing.value ? "Pause" : "Play"}
      </button>
    </div>
  );
}
