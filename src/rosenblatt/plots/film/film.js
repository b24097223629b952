"use strict";
const film = JSON.parse(document.getElementById("film").textContent);
const picture = document.getElementById("picture"), said = document.getElementById("said");
const speed = document.getElementById("speed"), at = document.getElementById("at"), play = document.getElementById("play");
const loaded = film.frames.map(source => { const image = new Image(); image.src = source; return image; });
let timer = null;
function show(place) {
  at.value = place;
  picture.src = loaded[place].src;
  picture.alt = film.texts[place];
  said.textContent = film.texts[place];
  at.setAttribute("aria-valuetext", film.texts[place]);
}
function stop() { clearInterval(timer); timer = null; play.textContent = "Play"; }
function step(by) {
  const place = Math.min(Math.max(Number(at.value) + by, 0), film.frames.length - 1);
  show(place);
  return place;
}
function run() {
  clearInterval(timer);
  timer = setInterval(() => { if (step(1) === film.frames.length - 1) stop(); },
    1000 / film.fps / Number(speed.value));
}
function start() {
  if (Number(at.value) === film.frames.length - 1) show(0);
  play.textContent = "Pause";
  run();
}
play.addEventListener("click", () => timer === null ? start() : stop());
speed.addEventListener("change", () => { if (timer !== null) run(); });
at.addEventListener("input", () => { stop(); show(Number(at.value)); });
document.getElementById("back").addEventListener("click", () => { stop(); step(-1); });
document.getElementById("on").addEventListener("click", () => { stop(); step(1); });
document.getElementById("controls").hidden = false;
show(0);
