// The page: its regions and what stands in them.
import { render } from "preact";
import { Bar, TopBar } from "./views/bar.tsx";
import { Region } from "./views/region.tsx";

function Lab() {
  return (
    <>
      <TopBar />
      <main class="lab">
        <Region name="data" title="Data" />
        <Region name="network" title="Network" />
        <Region name="answer" title="Answer" />
        <Region name="train" title="Training">
          <Bar />
        </Region>
        <Region name="ask" title="Ask" />
      </main>
    </>
  );
}

const place = document.getElementById("lab");
if (place !== null) render(<Lab />, place);
