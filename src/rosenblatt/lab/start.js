// Starts the lab in a single file: its style and its script are packed, and the page's policy allows these two by their hashes alone.
(async () => {
  const embedded = JSON.parse(document.getElementById("embedded").textContent);
  const packed = Uint8Array.from(atob(embedded.data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = (name) => new TextDecoder().decode(whole.subarray(...embedded.parts[name]));
  const style = document.createElement("style");
  style.textContent = text("lab.css");
  document.head.append(style);
  const script = document.createElement("script");
  const code = text("lab.js");
  script.textContent = globalThis.trustedTypes ? trustedTypes.createPolicy("start", { createScript: (given) => given }).createScript(code) : code;
  document.body.append(script);
})().catch(() => {
  document.getElementById("lab").textContent = "This browser cannot unpack the lab: use a newer one.";
});
