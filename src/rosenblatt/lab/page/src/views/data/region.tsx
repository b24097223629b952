/** The table that is open, with its verbs. */

import { DARK, LIGHT } from "../../palette.ts";
import { begin, setup, theme } from "../../store.ts";
import { samples } from "../answer/axes.ts";
import { useLab } from "../lab.ts";
import { Data } from "./data.tsx";

export function DataRegion() {
  const lab = useLab();
  const [table, chosen, shown] = [begin.value, setup.value, samples.value];
  if (table === null || chosen === null) return null;
  return (
    <Data
      begin={shown ?? table}
      whole={lab.whole() ?? table}
      setup={chosen}
      colours={theme.value === "dark" ? DARK : LIGHT}
      verbs={{
        use: (columns) => void lab.useColumns(columns),
        noise: (kind, share) => void lab.changes.restart({ ...chosen, noise: { ...chosen.noise, [kind]: share } }, `${kind === "labels" ? "label" : "place"} noise ${Math.round(100 * share)} %`),
      }}
    />
  );
}
